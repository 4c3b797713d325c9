import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';
import type { CleaningCounts } from '../ml/cleaning/clean.ts';
import type { CleaningConfig } from '../ml/cleaning/cleaning-config.ts';
import { ModelVersion } from '../registry/model-version.ts';

/** What was done to the values before they were judged, and to how many. */
export interface RunCleaning extends CleaningConfig {
  readonly counts: CleaningCounts;
}

const DetectionRunSchema = defineEntity({
  name: 'DetectionRun',
  tableName: 'detection_run',
  properties: {
    id: p.integer().primary().autoincrement(),
    jobId: p.integer().unique(),
    sensorId: () => p.manyToOne(Sensor).mapToPk().fieldName('sensor_id').index(),
    modelVersionId: () => p.manyToOne(ModelVersion).mapToPk().fieldName('model_version_id').index(),
    fromMs: p.bigint('number'),
    toMs: p.bigint('number'),
    samplingPeriodMs: p.bigint('number'),
    sampleCount: p.integer(),
    anomalyCount: p.integer(),
    flaggedCount: p.integer(),
    cleaning: p.text(),
    requestedBy: p.string(),
    createdAtMs: p.bigint('number'),
  },
});

/**
 * A stored range judged in hindsight: the grid from `fromMs` to `toMs` inclusive. It never changes, and has nothing to do
 * with what was announced. `flaggedCount` samples lie in its anomalies; `cleaning` is a `RunCleaning` in JSON.
 */
export class DetectionRun extends DetectionRunSchema.class {}
DetectionRunSchema.setClass(DetectionRun);

const DetectionRunAnomalySchema = defineEntity({
  name: 'DetectionRunAnomaly',
  tableName: 'detection_run_anomaly',
  indexes: [{ properties: ['detectionRunId', 'startMs'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    detectionRunId: () => p.manyToOne(DetectionRun).mapToPk().fieldName('detection_run_id'),
    startMs: p.bigint('number'),
    endMs: p.bigint('number'),
    peakMs: p.bigint('number'),
    peakScore: p.float().columnType('double precision'),
    threshold: p.float().columnType('double precision'),
  },
});

/** A stretch that a run found to depart from normal, both ends inclusive. */
export class DetectionRunAnomaly extends DetectionRunAnomalySchema.class {}
DetectionRunAnomalySchema.setClass(DetectionRunAnomaly);
