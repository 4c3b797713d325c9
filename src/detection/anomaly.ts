import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';
import type { Cause } from '../ml/detector.ts';
import type { Severity } from '../ml/severity.ts';
import { ModelVersion } from '../registry/model-version.ts';

/** RETRACTED: readings that came late showed that there was none. */
export const ANOMALY_STATUSES = ['OPEN', 'CLOSED', 'RETRACTED'] as const;
export type AnomalyStatus = (typeof ANOMALY_STATUSES)[number];

/**
 * MODEL: a live version decided. LAST_GOOD: it could not be used, and the newest earlier one that could decided. FALLBACK:
 * there was none such, and robust statistics decided.
 */
export const DETECTION_MODES = ['MODEL', 'LAST_GOOD', 'FALLBACK'] as const;
export type DetectionMode = (typeof DETECTION_MODES)[number];

const AnomalySchema = defineEntity({
  name: 'Anomaly',
  tableName: 'anomaly',
  indexes: [{ properties: ['sensorId', 'startMs'] }],
  uniques: [{ properties: ['sensorId', 'openKey'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    sensorId: () => p.manyToOne(Sensor).mapToPk().fieldName('sensor_id'),
    /** 0 while the episode is open, its id once closed: no sensor has two open episodes. */
    openKey: p.integer(),
    status: p.string().$type<AnomalyStatus>(),
    revision: p.integer(),
    startMs: p.bigint('number'),
    endMs: p.bigint('number'),
    peakMs: p.bigint('number'),
    score: p.float().columnType('double precision'),
    threshold: p.float().columnType('double precision'),
    expected: p.float().columnType('double precision'),
    actual: p.float().columnType('double precision').nullable(),
    severity: p.string().$type<Severity>(),
    confidence: p.float().columnType('double precision'),
    cause: p.string().$type<Cause>(),
    detectionMode: p.string().$type<DetectionMode>(),
    modelVersionId: () =>
      p.manyToOne(ModelVersion).mapToPk().nullable().fieldName('model_version_id').index(),
    updatedAtMs: p.bigint('number'),
  },
});

/**
 * A stored episode. Score, threshold, expected and actual are those of its peak; `endMs` is the last reading known to
 * belong to it. Every change is a new revision, announced as an event.
 */
export class Anomaly extends AnomalySchema.class {}
AnomalySchema.setClass(Anomaly);

const AnomalyRevisionSchema = defineEntity({
  name: 'AnomalyRevision',
  tableName: 'anomaly_revision',
  properties: {
    anomalyId: () => p.manyToOne(Anomaly).mapToPk().primary().fieldName('anomaly_id'),
    revision: p.integer().primary(),
    change: p.string(),
    snapshot: p.text(),
    atMs: p.bigint('number'),
    /** Of the decision; see `decisionSha256`. */
    sha256: p.string().nullable(),
    rerunPointId: p.integer().nullable(),
    /** The last reading that was judged for it, how many were since the point, and by when they had been received. */
    throughMs: p.bigint('number').nullable(),
    readings: p.integer().nullable(),
    receivedByMs: p.bigint('number').nullable(),
  },
});

/** What the anomaly was at one revision, as JSON; `change` says what made it, the rest how it can be run again. */
export class AnomalyRevision extends AnomalyRevisionSchema.class {}
AnomalyRevisionSchema.setClass(AnomalyRevision);
