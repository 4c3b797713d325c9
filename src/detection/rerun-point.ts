import { createHash } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import type { DetectionSettings } from '../equipment/detection-settings.ts';
import type { LimitEntry } from '../equipment/limit-history.ts';
import { Sensor } from '../equipment/sensor.ts';
import type { KnownAnomalies } from './confirmed-stretches.ts';
import type { EpisodeMemory } from './judging.ts';
import type { Published } from './revising.ts';

const RerunPointSchema = defineEntity({
  name: 'RerunPoint',
  tableName: 'rerun_point',
  indexes: [{ properties: ['sensorId', 'id'] }, { properties: ['sensorId', 'stateSha256'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    sensorId: () => p.manyToOne(Sensor).mapToPk().fieldName('sensor_id'),
    throughMs: p.bigint('number'),
    modelVersionId: p.integer().nullable(),
    stateSha256: p.string(),
    basis: p.text(),
    createdAtMs: p.bigint('number').index(),
  },
});

/**
 * Where judging can be run again from: what the detector was after the reading at `throughMs`, and, as JSON, the rest that
 * what follows depended on. Revisions share one as long as nothing of that changes.
 */
export class RerunPoint extends RerunPointSchema.class {}
RerunPointSchema.setClass(RerunPoint);

const RerunStateSchema = defineEntity({
  name: 'RerunState',
  tableName: 'rerun_state',
  properties: {
    sensorId: () => p.manyToOne(Sensor).mapToPk().primary().fieldName('sensor_id'),
    sha256: p.string().primary(),
    state: p.blob(),
    /** When it was last needed by a new point. */
    neededAtMs: p.bigint('number').index(),
  },
});

/** The state of a detector by the SHA-256 of its bytes: points that begin with the same share it. */
export class RerunState extends RerunStateSchema.class {}
RerunStateSchema.setClass(RerunState);

/** What judging again compared with, where late readings made it; see `revisionsOf`. */
export interface Comparison {
  readonly published: readonly Published[];
  readonly confirmedIds: readonly number[];
  /** The mark at which it happened. */
  readonly atMs: number;
  /** After the reading at this time accepted regimes had been taken back. */
  readonly forgottenMs: number | null;
}

/** What judging depended on beside the detector's state and the readings. */
export interface RerunBasis {
  readonly episode: EpisodeMemory;
  readonly settings: DetectionSettings;
  /** From the point on. */
  readonly limits: readonly LimitEntry[];
  readonly known: KnownAnomalies;
  readonly inputIds: readonly number[];
  readonly equipmentPath: string;
  readonly comparison: Comparison | null;
}

/** A point to keep. */
export interface NewPoint {
  readonly sensorId: number;
  readonly throughMs: number;
  readonly modelVersionId: number | null;
  readonly state: Uint8Array;
  readonly basis: RerunBasis;
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const rows = (count: number, row: string) => Array(count).fill(row).join(', ');

/** Keeps points of different sensors in two statements, and gives their ids by sensor. */
export async function addPoints(
  em: EntityManager,
  points: readonly NewPoint[],
): Promise<Map<number, number>> {
  if (points.length === 0) return new Map();
  const nowMs = Date.now();
  const hashed = points.map((point) => ({ ...point, sha256: sha256Of(point.state) }));
  await em.execute(
    `insert into rerun_state (sensor_id, sha256, state, needed_at_ms) values ${rows(points.length, '(?, ?, ?, ?)')}
    on conflict (sensor_id, sha256) do update set needed_at_ms = excluded.needed_at_ms`,
    hashed.flatMap(({ sensorId, sha256, state }) => [sensorId, sha256, Buffer.from(state), nowMs]),
  );
  const added: { id: number; sensor_id: number }[] = await em.execute(
    `insert into rerun_point (sensor_id, through_ms, model_version_id, state_sha256, basis, created_at_ms)
    values ${rows(points.length, '(?, ?, ?, ?, ?, ?)')} returning id, sensor_id`,
    hashed.flatMap(({ sensorId, throughMs, modelVersionId, sha256, basis }) => [
      sensorId,
      throughMs,
      modelVersionId,
      sha256,
      JSON.stringify(basis),
      nowMs,
    ]),
  );
  return new Map(added.map(({ id, sensor_id }) => [sensor_id, id]));
}
