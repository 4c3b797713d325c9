import type { Database, EntityManager } from '../db/database.ts';
import { BusyError, NotFoundError } from '../errors.ts';
import { type CleaningConfig, cleaningConfig } from '../ml/cleaning/cleaning-config.ts';
import { FEATURE_CODE } from '../ml/features/feature-code.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { ModelVersion } from '../registry/model-version.ts';
import { membersOf } from '../registry/registry-page.ts';
import { MOST_CLEANED_AT_HAND } from './clean-split.ts';
import { confirmedIntervals } from './confirmed-intervals.ts';
import type { DatasetCleaning } from './dataset-cleaning.ts';
import { DatasetOrigin } from './dataset-origin.ts';
import { DatasetVersion } from './dataset-version.ts';
import { readingsWithin, readSeries } from './grid.ts';
import { inThread } from './in-thread.ts';
import { allGone, type LineageChange, lineageChanges, type Recorded } from './lineage-change.ts';
import { type Recomputed, type RecomputeOrder, recomputed } from './recomputed.ts';

/** The data of a version held against what is stored now: a dataset, of a group one of each sensor in the order of their ids. */
export interface Lineage {
  readonly modelVersionId: number;
  readonly datasets: readonly DatasetLineage[];
}

/** No changes where the arrays are the same. */
export interface DatasetLineage {
  readonly sensorId: number;
  readonly datasetVersionId: number;
  readonly recordedSha256: string;
  /** Null where no reading is left to make the arrays of. */
  readonly sha256: string | null;
  readonly changes: readonly LineageChange[];
}

/** Each may hold as many numbers as the largest dataset. */
const MOST_AT_ONCE = 2;
const WAIT_MS = 2_000;
/** More numbers are worked on in a thread of their own; to start it takes longer than so many. */
const MOST_AT_HAND = 20_000;
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
    const [members] = await membersOf(em, [modelVersionId]);
    const ids = new Set(members.map(({ datasetVersionId }) => datasetVersionId)).add(model.datasetVersionId);
    const held: HeldDataset[] = [];
    for (const id of ids) held.push(await this.#held(em, id, signal));
    const orders = held.flatMap(({ order }) => order ?? []);
    const answers = await allRecomputed(orders, signal);
    const now = new Map(orders.map((order, i) => [order, answers[i]]));
    const datasets = held.map((one) => lineageOf(one, one.order && now.get(one.order)));
    return { modelVersionId, datasets };
  }

  /** Everything that is needed to make a dataset again. */
  async #held(em: EntityManager, id: number, signal?: AbortSignal): Promise<HeldDataset> {
    const dataset = await em.findOneOrFail(DatasetVersion, id);
    const recorded = await recordedOf(em, dataset);
    const { grid, inputSensorIds, cleaning, features } = recorded;
    const readings = this.#readings.until(signal);
    const found = await readingsWithin(readings, dataset.sensorId, grid);
    if (!found) return { dataset, recorded };
    const { sensorId, trainCount, validationCount, gapCount } = dataset;
    const columns = { id: sensorId, inputIds: inputSensorIds };
    const order: RecomputeOrder = {
      grid,
      series: await readSeries(readings, columns, grid),
      inputSensorIds,
      confirmed: await confirmedIntervals(em, sensorId, grid),
      split: { trainCount, validationCount, gapCount },
      cleaning: cleaning && stepsOf(cleaning),
      features: features && { ...features, code: FEATURE_CODE },
    };
    return { dataset, recorded, found, order };
  }
}

async function allRecomputed(
  orders: readonly RecomputeOrder[],
  signal?: AbortSignal,
): Promise<readonly Recomputed[]> {
  const columns = orders.flatMap(({ series }) => [series.values, ...series.inputs]);
  const numbers = columns.reduce((sum, { length }) => sum + length, 0);
  const most = orders.some(({ cleaning }) => cleaning) ? MOST_CLEANED_AT_HAND : MOST_AT_HAND;
  if (numbers <= most) return orders.map(recomputed);
  const buffers = [...new Set(columns.map(({ buffer }) => buffer as ArrayBuffer))];
  return inThread(WORKER, orders, buffers, signal);
}

interface HeldDataset {
  readonly dataset: DatasetVersion;
  readonly recorded: Recorded;
  /** Both left out where no reading is left. */
  readonly found?: NonNullable<Awaited<ReturnType<typeof readingsWithin>>>;
  readonly order?: RecomputeOrder;
}

function lineageOf({ dataset, recorded, found }: HeldDataset, now: Recomputed | undefined): DatasetLineage {
  const { id, sensorId, sha256: recordedSha256 } = dataset;
  const of = { sensorId, datasetVersionId: id, recordedSha256 };
  if (!found || !now) return { ...of, sha256: null, changes: [allGone(recorded.origin?.readings ?? null)] };
  const changes = now.sha256 === recordedSha256 ? [] : lineageChanges(recorded, now, found);
  return { ...of, sha256: now.sha256, changes };
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
