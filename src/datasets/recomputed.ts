import type { CleaningConfig } from '../ml/cleaning/cleaning-config.ts';
import type { Interval } from '../ml/series.ts';
import { cleanedSplit } from './cleaned-split.ts';
import { within } from './confirmed-intervals.ts';
import type { DatasetCleaning } from './dataset-cleaning.ts';
import type { Grid, GridSeries } from './grid.ts';
import { seriesSha256 } from './lineage.ts';
import type { PinnedFeatures } from './pinned-features.ts';
import { type SplitCounts, testFrom } from './split-counts.ts';
import { type Traces, tracesOf } from './traces.ts';

/** All that it takes to make a dataset again; it crosses into a worker thread. */
export interface RecomputeOrder {
  readonly grid: Grid;
  /** As it is stored now. */
  readonly series: GridSeries;
  readonly inputSensorIds: readonly number[];
  /** Cells that operators hold to be anomalous now. */
  readonly confirmed: readonly Interval[];
  readonly split: SplitCounts;
  /** Null where the values are left as they are stored. */
  readonly cleaning: CleaningConfig | null;
  /** As this release computes them; null where there are none. */
  readonly features: PinnedFeatures | null;
}

/** A dataset as it would be pinned now. */
export interface Recomputed {
  readonly sha256: string;
  readonly cleaning: DatasetCleaning | null;
  readonly traces: Traces;
}

/** Fills what operators confirmed before the test part with NaN, in place. */
export function leaveOut(values: Float64Array, confirmed: readonly Interval[], end: number): void {
  for (const known of confirmed.flatMap((one) => within(one, 0, end - 1))) {
    values.fill(Number.NaN, known.start, known.end + 1);
  }
}

/** The values of the order are spent. */
export function recomputed(order: RecomputeOrder): Recomputed {
  const { grid, series, inputSensorIds, confirmed, split, features } = order;
  const judged = testFrom(split);
  const traces = tracesOf(series, confirmed, judged);
  leaveOut(series.values, confirmed, judged);
  if (!order.cleaning) {
    const sha256 = seriesSha256({ grid, series, split, cleaning: null, features }, inputSensorIds);
    return { sha256, cleaning: null, traces };
  }
  const { trainCount } = split;
  const { values, train, heldOut } = cleanedSplit({
    values: series.values,
    trainCount,
    cleaning: order.cleaning,
  });
  const cleaning = { ...order.cleaning, train, heldOut };
  const cleaned = { grid, series: { ...series, values }, split, cleaning, features };
  return { sha256: seriesSha256(cleaned, inputSensorIds), cleaning, traces };
}
