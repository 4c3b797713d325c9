import type { Database } from '../db/database.ts';
import { DomainError, InsufficientDataError, InvalidInputError } from '../errors.ts';
import { type CleaningConfig, cleansNothing } from '../ml/cleaning/cleaning-config.ts';
import { type FeatureConfig, featureCount } from '../ml/features/feature-config.ts';
import { usableCount } from '../ml/numbers/missing-values.ts';
import type { Interval, Series } from '../ml/series.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { cleanSplit } from './clean-split.ts';
import { confirmedIntervals, within } from './confirmed-intervals.ts';
import type { DatasetCleaning } from './dataset-cleaning.ts';
import type { DatasetVersion } from './dataset-version.ts';
import { type Grid, type GridSeries, readSeries } from './grid.ts';
import { measuredQuality } from './measured-quality.ts';
import { pinnedFeatures } from './pinned-features.ts';
import { leaveOut } from './recomputed.ts';
import { recordDataset } from './record-dataset.ts';
import type { SampledSensor } from './sampled-sensor.ts';
import { SeenReadings } from './seen-readings.ts';
import { splitCounts, testFrom, validationOf } from './split-counts.ts';
import { tracesOf } from './traces.ts';

/** Both ends inclusive; null for everything stored on that side. */
export interface DatasetRange {
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** What becomes of a range before it is used. */
export interface DatasetSplit {
  /** The earlier share of the samples, for fitting; in (0, 1). */
  readonly trainShare: number;
  /** The share after that by which weights are chosen; none where left out. */
  readonly validationShare?: number;
  /** Samples between the parts that belong to none; none where left out. */
  readonly gap?: number;
  /** Left out by jobs that were asked for before there was one: the values as they are stored. */
  readonly cleaning?: CleaningConfig;
  /** What the fit is given beside the values and inputs; nothing where left out. */
  readonly features?: FeatureConfig;
}

/** Arrays as a fit gets them, and the record of them. */
export interface PinnedDataset {
  readonly version: DatasetVersion;
  /** Cleaned; what operators confirmed as anomalous before the test part counted as missing (NaN) before that. */
  readonly series: Series;
  /** Operator-confirmed anomalies of the test part, as indices from its first sample. */
  readonly heldOutLabels: readonly Interval[];
}

const MOST_SAMPLES = 2_000_000;
/** Samples times columns; 160 MB. */
const MOST_NUMBERS = 20_000_000;
/** A grid that is emptier than this has the wrong sampling period or spans a long silence. */
const LEAST_SHARE_FILLED = 0.1;
const EVER_MS = 8.64e15;

/** Training data as exact, repeatable arrays. */
export class Datasets {
  readonly #db: Database;
  readonly #readings: ReadingsStore;

  constructor(db: Database, readings: ReadingsStore) {
    this.#db = db;
    this.#readings = readings;
  }

  /**
   * The grid of a range, from its first stored reading to its last, sized before anything is read.
   * @throws InsufficientDataError, InvalidInputError, DomainError DATASET_TOO_LARGE or DATASET_TOO_SPARSE
   */
  async grid(
    sensor: SampledSensor,
    { fromMs, toMs }: DatasetRange,
    { features }: Pick<DatasetSplit, 'features'> = {},
  ): Promise<Grid> {
    if (fromMs !== null && toMs !== null && toMs < fromMs) {
      throw new InvalidInputError('to', new Date(toMs).toISOString(), 'at or after from');
    }
    const extent = await this.#readings.extent(sensor.id, fromMs ?? -EVER_MS, toMs ?? EVER_MS);
    if (!extent) throw new InsufficientDataError(2, 0);
    const { firstMs, lastMs } = extent;
    const count = Math.round((lastMs - firstMs) / sensor.periodMs) + 1;
    const beside = sensor.inputIds.length + (features ? featureCount(features) : 0);
    refuseSparse(count, extent.count, sensor);
    refuseLarge(Math.max(count, extent.count), beside);
    for (const id of sensor.inputIds) {
      refuseLarge((await this.#readings.extent(id, firstMs, lastMs))?.count ?? 0, beside);
    }
    return { startMs: firstMs, periodMs: sensor.periodMs, count };
  }

  /**
   * Reads a range, splits it by time and cleans both parts apart.
   * @throws InsufficientDataError, DomainError DATASET_TOO_LARGE or DATASET_TOO_SPARSE; the reason of an aborted signal
   */
  async pin(
    sensor: SampledSensor,
    range: DatasetRange,
    split: DatasetSplit,
    signal?: AbortSignal,
  ): Promise<PinnedDataset> {
    const readings = this.#readings.until(signal);
    const grid = await this.grid(sensor, range, split);
    const counts = splitCounts(grid.count, split);
    const { trainCount } = counts;
    const judged = testFrom(counts);
    const seen = new SeenReadings();
    const stored = await readSeries(readings, sensor, grid, seen.take);
    const sources = { em: this.#db.em(), readings };
    const quality = await measuredQuality(sources, sensor.id, grid, seen, signal);
    const confirmed = await confirmedIntervals(this.#db.em(), sensor.id, grid);
    const traces = tracesOf(stored, confirmed, judged);
    leaveOut(stored.values, confirmed, judged);
    const { series, cleaning } = await cleaned(stored, trainCount, split, signal);
    refuseEmpty(series.values.subarray(0, trainCount), 2);
    refuseEmpty(series.values.subarray(judged), 1);
    const validation = validationOf(counts);
    if (validation) refuseEmpty(series.values.subarray(validation.from, validation.to), 1);
    const heldOutLabels = confirmed
      .flatMap((one) => within(one, judged, grid.count - 1))
      .map(({ start, end }) => ({ start: start - judged, end: end - judged }));
    const features = pinnedFeatures(split.features);
    const arrays = { grid, series, split: counts, cleaning, features };
    const version = await this.#db.transaction((em) =>
      recordDataset(em, sensor, arrays, { traces, quality }),
    );
    return { version, series, heldOutLabels };
  }
}

async function cleaned(
  stored: GridSeries,
  trainCount: number,
  { cleaning }: DatasetSplit,
  signal?: AbortSignal,
): Promise<{ series: Series; cleaning: DatasetCleaning | null }> {
  if (!cleaning || cleansNothing(cleaning)) return { series: stored, cleaning: null };
  const order = { values: stored.values, trainCount, cleaning };
  const { values, train, heldOut } = await cleanSplit(order, signal);
  return { series: { ...stored, values }, cleaning: { ...cleaning, train, heldOut } };
}

function refuseSparse(count: number, readings: number, { periodMs }: SampledSensor): void {
  if (readings >= LEAST_SHARE_FILLED * count) return;
  throw new DomainError(
    'DATASET_TOO_SPARSE',
    `${readings} readings lie on a grid of ${count} samples, ${periodMs} ms apart`,
    'Choose a range without long silences, or correct the sampling period of the sensor.',
    { readings, samples: count },
  );
}

/**
 * @param samples readings or cells of the grid, of the sensor or of one of its inputs
 * @param beside columns beside the values: inputs and features
 */
function refuseLarge(samples: number, beside: number): void {
  const most = Math.min(MOST_SAMPLES, Math.floor(MOST_NUMBERS / (1 + beside)));
  if (samples <= most) return;
  throw new DomainError(
    'DATASET_TOO_LARGE',
    `The range holds ${samples} samples beside ${beside} inputs and features`,
    `Choose a range of at most ${most} samples.`,
    { samples, most },
  );
}

function refuseEmpty(values: Float64Array, needed: number): void {
  const usable = usableCount(values);
  if (usable < needed) throw new InsufficientDataError(needed, usable);
}
