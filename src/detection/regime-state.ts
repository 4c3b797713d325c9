import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { Sensor } from '../equipment/sensor.ts';
import { ModelVersion } from '../registry/model-version.ts';
import type { SensorBacklog } from './backlog.ts';
import type { Restart } from './checkpoint.ts';
import type { RegimeChange } from './judging.ts';
import type { Judge } from './live-detectors.ts';

const RegimeStateSchema = defineEntity({
  name: 'RegimeState',
  tableName: 'regime_state',
  properties: {
    sensorId: () => p.manyToOne(Sensor).mapToPk().primary().fieldName('sensor_id'),
    throughMs: p.bigint('number').primary(),
    modelVersionId: () =>
      p.manyToOne(ModelVersion).mapToPk().nullable().fieldName('model_version_id').index(),
    state: p.blob().nullable(),
    /** New regimes that it had accepted by then. */
    accepted: p.integer().nullable(),
  },
});

/**
 * The state of a detector after the reading at `throughMs`, when it accepted a new regime or had them taken back. Null where
 * another assignment began, with what its version was trained on.
 */
export class RegimeState extends RegimeStateSchema.class {}
RegimeStateSchema.setClass(RegimeState);

/** Of a sensor, its newest ones. */
const MOST_KEPT = 100;

const NEWEST = `select through_ms, model_version_id, state from regime_state where sensor_id = ? and through_ms < ?
  order by through_ms desc limit 1`;
const WRITE = `insert into regime_state (sensor_id, through_ms, model_version_id, state, accepted) values (?, ?, ?, ?, ?)
  on conflict (sensor_id, through_ms) do update set model_version_id = excluded.model_version_id, state = excluded.state,
  accepted = excluded.accepted`;
const BEGIN = `insert into regime_state (sensor_id, through_ms, model_version_id, state, accepted)
  select sensor_id, ?, null, null, 0 from regime_state where sensor_id = ? and through_ms <= ? limit 1
  on conflict (sensor_id, through_ms) do update set model_version_id = null, state = null, accepted = 0`;
const UNDO = 'delete from regime_state where sensor_id = ? and through_ms > ?';
const PRUNE = `delete from regime_state where sensor_id = ? and through_ms < (select through_ms from regime_state
  where sensor_id = ? order by through_ms desc limit 1 offset ${MOST_KEPT - 1})`;

/** What judging came to at a sensor. */
interface Reached {
  readonly backlog: SensorBacklog;
  readonly judge: Judge;
  readonly regimes: readonly RegimeChange[];
  /** Where judging began again because of late readings. */
  readonly restart: Restart | null;
}

/** Keeps what a replay must know that begins after a regime was accepted. */
export async function keepRegimes(
  em: EntityManager,
  { backlog, judge, regimes, restart }: Reached,
): Promise<void> {
  const { sensor, saved } = backlog;
  if (restart) await em.execute(UNDO, [sensor.id, restart.saved.throughMs]);
  if (judge.assignmentId !== saved.assignmentId)
    await em.execute(BEGIN, [saved.throughMs, sensor.id, saved.throughMs]);
  for (const { throughMs, state, accepted } of regimes)
    await em.execute(WRITE, [sensor.id, throughMs, judge.modelVersionId, Buffer.from(state), accepted]);
  if (regimes.length > 0) await em.execute(PRUNE, [sensor.id, sensor.id]);
}

interface Row {
  through_ms: number;
  model_version_id: number | null;
  state: Uint8Array | null;
}

/** The last time before `timeMs` that what a version takes for normal at a sensor changed; null where its training alone counts. */
export async function regimesBefore(
  em: EntityManager,
  sensorId: number,
  modelVersionId: number,
  timeMs: number,
): Promise<Pick<RegimeChange, 'throughMs' | 'state'> | null> {
  const [row]: Row[] = await em.execute(NEWEST, [sensorId, timeMs]);
  if (!row?.state || row.model_version_id !== modelVersionId) return null;
  return { throughMs: Number(row.through_ms), state: row.state };
}
