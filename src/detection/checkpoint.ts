import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { Sensor } from '../equipment/sensor.ts';
import type { EpisodeMemory } from './judging.ts';
import type { SavedState } from './live-detectors.ts';

const CheckpointSchema = defineEntity({
  name: 'Checkpoint',
  tableName: 'scoring_checkpoint',
  properties: {
    sensorId: () => p.manyToOne(Sensor).mapToPk().primary().fieldName('sensor_id'),
    throughMs: p.bigint('number').primary(),
    assignmentId: p.integer().nullable(),
    state: p.blob().nullable(),
    episode: p.text(),
  },
});

/**
 * A state from which judging can start again when a reading comes late: what the detector and the episode were after
 * the reading at `throughMs`. As few are kept as reach back over the lateness bound.
 */
export class Checkpoint extends CheckpointSchema.class {}
CheckpointSchema.setClass(Checkpoint);

/** A state to start again from. */
export interface Restart {
  readonly saved: SavedState;
  readonly episode: EpisodeMemory;
}

interface Row {
  through_ms: number;
  assignment_id: number | null;
  state: Uint8Array | null;
  episode: string;
}

const BEFORE = `select through_ms, assignment_id, state, episode from scoring_checkpoint where sensor_id = ?
  order by case when through_ms < ? then 0 else 1 end, case when through_ms < ? then -through_ms else through_ms end limit 1`;

/** The newest checkpoint before `timeMs`, or the oldest there is; none where judging never began. */
export async function checkpointBefore(
  em: EntityManager,
  sensorId: number,
  timeMs: number,
): Promise<Restart | null> {
  const [row]: Row[] = await em.execute(BEFORE, [sensorId, timeMs, timeMs]);
  if (!row) return null;
  const { assignment_id: assignmentId, state } = row;
  return {
    saved: { assignmentId, throughMs: Number(row.through_ms), state },
    episode: JSON.parse(row.episode),
  };
}

/** When the newest checkpoint of each sensor is, and under which assignment it was made, in one statement. */
export async function newestCheckpoints(
  em: EntityManager,
  sensorIds: readonly number[],
): Promise<Map<number, { throughMs: number; assignmentId: number | null }>> {
  if (sensorIds.length === 0) return new Map();
  const sql = `select c.sensor_id, c.through_ms, c.assignment_id from scoring_checkpoint c where c.sensor_id in (?)
    and c.through_ms = (select max(through_ms) from scoring_checkpoint where sensor_id = c.sensor_id)`;
  const rows: (Row & { sensor_id: number })[] = await em.execute(sql, [[...sensorIds]]);
  return new Map(
    rows.map((row) => [
      row.sensor_id,
      { throughMs: Number(row.through_ms), assignmentId: row.assignment_id },
    ]),
  );
}

/** What is noted as late and not yet taken into account may need an older one than the reach says. */
const PRUNE = `delete from scoring_checkpoint where sensor_id = ? and through_ms < (
  select max(through_ms) from scoring_checkpoint where sensor_id = ? and through_ms <= ?
  and through_ms < coalesce((select late_from_ms from scoring_mark where sensor_id = ?), ?))`;

/**
 * Adds a checkpoint and forgets those that no reading can ask for, be it late already or still to come within the
 * bound: older than one at or before `reachMs`.
 */
export async function addCheckpoint(
  em: EntityManager,
  sensorId: number,
  { saved, episode }: Restart,
  reachMs: number,
): Promise<void> {
  await em.execute(
    'insert into scoring_checkpoint (sensor_id, through_ms, assignment_id, state, episode) values (?, ?, ?, ?, ?) on conflict do nothing',
    [
      sensorId,
      saved.throughMs,
      saved.assignmentId,
      saved.state && Buffer.from(saved.state),
      JSON.stringify(episode),
    ],
  );
  await em.execute(PRUNE, [sensorId, sensorId, reachMs, sensorId, Number.MAX_SAFE_INTEGER]);
}

/** Forgets the checkpoints of a sensor after `throughMs`: all of them when the version that judges has changed. */
export async function forgetCheckpoints(
  em: EntityManager,
  sensorId: number,
  throughMs: number,
): Promise<void> {
  await em.execute('delete from scoring_checkpoint where sensor_id = ? and through_ms > ?', [
    sensorId,
    throughMs,
  ]);
}
