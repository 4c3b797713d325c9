import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { Sensor } from '../equipment/sensor.ts';
import { ModelVersion } from '../registry/model-version.ts';

const TrackerStateSchema = defineEntity({
  name: 'TrackerState',
  tableName: 'forecast_tracker',
  properties: {
    sensorId: () => p.manyToOne(Sensor).mapToPk().primary().fieldName('sensor_id').deleteRule('cascade'),
    modelVersionId: () =>
      p.manyToOne(ModelVersion).mapToPk().fieldName('model_version_id').index().deleteRule('cascade'),
    /** Source time of the last reading that was followed, or of the one before the first. */
    followedMs: p.bigint('number'),
    /** Counts what was written, so that of two that write only one does. */
    revision: p.integer(),
    state: p.blob().nullable(),
  },
});

/**
 * What the intervals of a sensor have learnt from actuals under one version; null where nothing yet. A sensor has one:
 * that of the version that was last asked.
 */
export class TrackerState extends TrackerStateSchema.class {}
TrackerStateSchema.setClass(TrackerState);

/** Where following goes on. */
export interface TrackerMark {
  readonly modelVersionId: number;
  readonly followedMs: number;
  /** From where it would be rebuilt. */
  readonly begunMs: number;
  /** 0 where nothing is stored. */
  readonly revision: number;
  /** Whether what is stored is of this version. */
  readonly isStored: boolean;
}

interface MarkRow {
  readonly sensor_id: number;
  readonly model_version_id: number;
  readonly followed_ms: number | string;
  readonly revision: number;
}

interface FitRow {
  readonly id: number;
  readonly sensor_id: number;
  readonly fitted_ms: number | string | null;
}

/** Where a sensor of a group has no data of its own, all of that of the version may have been seen. */
const FITTED = `select v.id, m.sensor_id, case when v.scope_kind = 'GROUP' and m.dataset_version_id is null then d.to_ms
    else d.from_ms + (d.train_count - 1) * d.sampling_period_ms end as fitted_ms
  from scope_member m join model_version v on v.id = m.model_version_id
  left join dataset_version d on d.id = coalesce(m.dataset_version_id, v.dataset_version_id)
  where v.id in (?) and m.sensor_id in (?)`;

export interface AskedTracker {
  readonly sensorId: number;
  readonly originMs: number;
  readonly modelVersionId: number;
}

/**
 * Where each tracker goes on: from what is stored, else from the last sample that the weights have seen, else, where that
 * is not known, from the origin. Two statements.
 */
export async function trackerMarks(
  em: EntityManager,
  asked: readonly AskedTracker[],
): Promise<Map<number, TrackerMark>> {
  if (asked.length === 0) return new Map();
  const sensorIds = asked.map(({ sensorId }) => sensorId);
  const rows: MarkRow[] = await em.execute(
    'select sensor_id, model_version_id, followed_ms, revision from forecast_tracker where sensor_id in (?)',
    [sensorIds],
  );
  const versions = [...new Set(asked.map(({ modelVersionId }) => modelVersionId))];
  const fits: FitRow[] = await em.execute(FITTED, [versions, sensorIds]);
  const stored = new Map(rows.map((row) => [row.sensor_id, row]));
  const fitted = new Map(fits.map((fit) => [`${fit.id} ${fit.sensor_id}`, fit.fitted_ms]));
  return new Map(
    asked.map(({ sensorId, originMs, modelVersionId }) => {
      const row = stored.get(sensorId);
      const isStored = row?.model_version_id === modelVersionId;
      const begunMs = Number(fitted.get(`${modelVersionId} ${sensorId}`) ?? originMs);
      const followedMs = isStored ? Number(row.followed_ms) : begunMs;
      return [sensorId, { modelVersionId, followedMs, begunMs, revision: row?.revision ?? 0, isStored }];
    }),
  );
}

/** A state as it is now, where another process has written since its mark was read, with the mark that belongs to it. */
export interface StoredTracker {
  readonly mark: TrackerMark;
  readonly state: Uint8Array | null;
}

/** What is stored of those whose marks say so; one that another version has taken since is left out. One statement. */
export async function storedTrackers(
  em: EntityManager,
  marks: ReadonlyMap<number, TrackerMark>,
): Promise<Map<number, StoredTracker>> {
  const ids = [...marks].filter(([, { isStored }]) => isStored).map(([id]) => id);
  if (ids.length === 0) return new Map();
  const rows: (MarkRow & { readonly state: Uint8Array | null })[] = await em.execute(
    'select * from forecast_tracker where sensor_id in (?)',
    [ids],
  );
  return new Map(
    rows.flatMap(({ sensor_id, model_version_id, followed_ms, revision, state }) => {
      const mark = marks.get(sensor_id) as TrackerMark;
      if (model_version_id !== mark.modelVersionId) return [];
      return [[sensor_id, { mark: { ...mark, followedMs: Number(followed_ms), revision }, state }]];
    }),
  );
}

/** A state to keep; fenced by the revision that it began from. */
export interface NewTrackerState extends Pick<TrackerMark, 'modelVersionId' | 'followedMs' | 'revision'> {
  readonly sensorId: number;
  readonly state: Uint8Array | null;
}

/** What one statement writes: the event loop has its turn in between. */
const BATCH_BYTES = 2 ** 21;
const BATCH_STATES = 256;

const WRITE = (rows: number) => `insert into forecast_tracker
  (sensor_id, model_version_id, followed_ms, revision, state)
  values ${Array(rows).fill('(?, ?, ?, ?, ?)').join(', ')}
  on conflict (sensor_id) do update set model_version_id = excluded.model_version_id,
    followed_ms = excluded.followed_ms, revision = excluded.revision, state = excluded.state
  where forecast_tracker.revision = excluded.revision - 1`;

/** In the caller's transaction. Where another process wrote first, its state stays: both followed the same readings. */
export async function writeTrackers(em: EntityManager, states: readonly NewTrackerState[]): Promise<void> {
  for (const batch of inBatches(states.toSorted((a, b) => a.sensorId - b.sensorId))) {
    const values = batch.flatMap(({ sensorId, modelVersionId, followedMs, revision, state }) => [
      sensorId,
      modelVersionId,
      followedMs,
      revision + 1,
      state && Buffer.from(state),
    ]);
    await em.execute(WRITE(batch.length), values);
    await new Promise(setImmediate);
  }
}

function inBatches(states: readonly NewTrackerState[]): NewTrackerState[][] {
  const batches: NewTrackerState[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const one of states) {
    const size = one.state?.length ?? 0;
    bytes += size;
    if (bytes > BATCH_BYTES || (batches.at(-1)?.length ?? 0) === BATCH_STATES) {
      batches.push([]);
      bytes = size;
    }
    batches[batches.length - 1].push(one);
  }
  return batches;
}
