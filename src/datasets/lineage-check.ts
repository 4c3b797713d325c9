import type { Database, EntityManager } from '../db/database.ts';
import { BusyError, NotFoundError } from '../errors.ts';
import { type CleaningConfig, cleaningConfig } from '../ml/cleaning/cleaning-config.ts';
import { FEATURE_CODE } from '../ml/features/feature-code.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { ModelVersion } from '../registry/model-version.ts';
import { confirmedIntervals } from './confirmed-intervals.ts';
import type { DatasetCleaning } from './dataset-cleaning.ts';
import { DatasetOrigin } from './dataset-origin.ts';
import { DatasetVersion } from './dataset-version.ts';
import { readingsWithin, readSeries } from './grid.ts';
import { inThread } from './in-thread.ts';
import { allGone, type LineageChange, lineageChanges, type Recorded } from './lineage-change.ts';
import type { Recomputed, RecomputeOrder } from './recomputed.ts';

/** A dataset held against what is stored now; no changes where the arrays are the same. */
export interface Lineage {
  readonly modelVersionId: number;
  readonly datasetVersionId: number;
  readonly recordedSha256: string;
  /** Null where no reading is left to make the arrays of. */
  readonly sha256: string | null;
  readonly changes: readonly LineageChange[];
}

/** Each may hold as many numbers as the largest dataset. */
const MOST_AT_ONCE = 2;
const WAIT_MS = 2_000;
const WORKER = new URL('./lineage-worker.ts', import.meta.url);

/** Makes the data of a version again from what is stored, by the recorded steps, and says what became different. */
export class LineageCheck {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  #running = 0;

  constructor(db: Database, readings: ReadingsStore) {
    this.#db = db;
    this.#readings = readings;
  }

  /** @throws NotFoundError, BusyError; the reason of an aborted signal */
  async verify(modelVersionId: number, signal?: AbortSignal): Promise<Lineage> {
    if (this.#running === MOST_AT_ONCE) throw new BusyError(this.#running, WAIT_MS);
    this.#running++;
    try {
      return await this.#verify(modelVersionId, signal);
    } finally {
      this.#running--;
    }
  }

  async #verify(modelVersionId: number, signal?: AbortSignal): Promise<Lineage> {
    const em = this.#db.em();
    const model = await em.findOne(ModelVersion, modelVersionId);
    if (!model) throw new NotFoundError('model version', modelVersionId);
    const dataset = await em.findOneOrFail(DatasetVersion, model.datasetVersionId);
    const recorded = await recordedOf(em, dataset);
    const of = { modelVersionId, datasetVersionId: dataset.id, recordedSha256: dataset.sha256 };
    const found = await readingsWithin(this.#readings, dataset.sensorId, recorded.grid);
    if (!found) return { ...of, sha256: null, changes: [allGone(recorded.origin?.readings ?? null)] };
    const now = await this.#recompute(em, dataset, recorded, signal);
    const changes = now.sha256 === dataset.sha256 ? [] : lineageChanges(recorded, now, found);
    return { ...of, sha256: now.sha256, changes };
  }

  async #recompute(
    em: EntityManager,
    { sensorId, trainCount, validationCount, gapCount }: DatasetVersion,
    { grid, inputSensorIds, cleaning, features }: Recorded,
    signal?: AbortSignal,
  ): Promise<Recomputed> {
    const columns = { id: sensorId, inputIds: inputSensorIds };
    const order: RecomputeOrder = {
      grid,
      series: await readSeries(this.#readings, columns, grid, signal),
      inputSensorIds,
      confirmed: await confirmedIntervals(em, sensorId, grid),
      split: { trainCount, validationCount, gapCount },
      cleaning: cleaning && stepsOf(cleaning),
      features: features && { ...features, code: FEATURE_CODE },
    };
    const buffers = [order.series.values.buffer, ...order.series.inputs.map(({ buffer }) => buffer)];
    return inThread(WORKER, order, buffers as ArrayBuffer[], signal);
  }
}

/** What was done, without how many samples it was done to. */
const stepsOf = ({ hampel, stuck, imputation }: DatasetCleaning): CleaningConfig =>
  cleaningConfig.parse({ hampel, stuck, imputation });

async function recordedOf(em: EntityManager, dataset: DatasetVersion): Promise<Recorded> {
  const { fromMs, samplingPeriodMs, sampleCount, inputSensorIds, cleaning, features } = dataset;
  const origin = await em.findOne(DatasetOrigin, { datasetVersionId: dataset.id });
  return {
    grid: { startMs: fromMs, periodMs: samplingPeriodMs, count: sampleCount },
    inputSensorIds: JSON.parse(inputSensorIds),
    cleaning: cleaning == null ? null : JSON.parse(cleaning),
    features: features == null ? null : JSON.parse(features),
    origin: origin && {
      readings: origin.readings,
      blocks: new Uint8Array(origin.blocks),
      labels: origin.labels,
      labelledSamples: origin.labelledSamples,
      inputs: JSON.parse(origin.inputs),
    },
  };
}
