import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';
import { ModelVersion } from '../registry/model-version.ts';
import type { ModelTask } from '../registry/registered-model.ts';

/**
 * STOPPED: someone ended it. PROMOTED: the version is live. WITHDRAWN: it is the challenger no more. UNUSABLE: it cannot be
 * loaded, or threw.
 */
export const SHADOW_ENDS = ['STOPPED', 'PROMOTED', 'WITHDRAWN', 'UNUSABLE'] as const;
export type ShadowEnd = (typeof SHADOW_ENDS)[number];

const ShadowRunSchema = defineEntity({
  name: 'ShadowRun',
  tableName: 'shadow_run',
  uniques: [{ properties: ['sensorId', 'task', 'runningKey'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    sensorId: () => p.manyToOne(Sensor).mapToPk().fieldName('sensor_id'),
    task: p.string().$type<ModelTask>().default('DETECTION'),
    /** 0 while it runs, its id once ended: no sensor has two of a task that run. */
    runningKey: p.integer().default(0).index(),
    modelVersionId: () => p.manyToOne(ModelVersion).mapToPk().fieldName('model_version_id').index(),
    throughMs: p.bigint('number'),
    firstMs: p.bigint('number').nullable(),
    readings: p.integer().default(0),
    state: p.blob().nullable(),
    episode: p.text().nullable(),
    startedBy: p.string(),
    startedAtMs: p.bigint('number'),
    endedAtMs: p.bigint('number').nullable(),
    end: p.string().$type<ShadowEnd>().fieldName('end_reason').nullable(),
    message: p.text().nullable(),
  },
});

/**
 * A version that decides nothing, beside what is live. A detector judges the live readings of the sensor, those from `firstMs` through `throughMs` so far (null
 * before the first), and raises nothing. `state` and `episode` are what the next reading is judged from.
 * A forecaster forecasts when the schedule of the sensor has a forecast issued; its forecasts are those of mode SHADOW.
 */
export class ShadowRun extends ShadowRunSchema.class {}
ShadowRunSchema.setClass(ShadowRun);

const ShadowAnomalySchema = defineEntity({
  name: 'ShadowAnomaly',
  tableName: 'shadow_anomaly',
  properties: {
    shadowRunId: () => p.manyToOne(ShadowRun).mapToPk().primary().fieldName('shadow_run_id'),
    startMs: p.bigint('number').primary(),
    endMs: p.bigint('number'),
    peakMs: p.bigint('number'),
    score: p.float().columnType('double precision'),
    threshold: p.float().columnType('double precision'),
  },
});

/** What would have been announced; both ends inclusive. */
export class ShadowAnomaly extends ShadowAnomalySchema.class {}
ShadowAnomalySchema.setClass(ShadowAnomaly);
