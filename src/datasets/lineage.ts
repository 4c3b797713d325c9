import { createHash, type Hash } from 'node:crypto';
import type { Series } from '../ml/series.ts';
import { canonicalBytes } from './canonical-bytes.ts';
import type { DatasetCleaning } from './dataset-cleaning.ts';
import { cellTime, type Grid } from './grid.ts';
import type { PinnedFeatures } from './pinned-features.ts';
import type { SplitCounts } from './split-counts.ts';

/** What a fit sees, and how it came about. */
export interface PinnedArrays {
  readonly grid: Grid;
  readonly series: Series;
  readonly split: SplitCounts;
  /** Null where the values are as they are stored. */
  readonly cleaning: DatasetCleaning | null;
  /** Null where a fit sees nothing that is computed from them. */
  readonly features: PinnedFeatures | null;
}

const NUMBERS_AT_A_TIME = 8_192;

/**
 * SHA-256, lower-case hex, over what a fit sees: a canonical JSON header with grid, split, the ids of the inputs and
 * the cleaning where there was one, then the times, the values and each input as canonical bytes.
 * Of features the settings and the code that computes them stand in the header, not their numbers: a feature is a function of
 * exactly these (`featureColumns`), and the hash of sines, logarithms and sums of them would be that of a machine: their last
 * digit is not the same in every build of a runtime. The golden test of that code fails when it computes something else.
 */
export function seriesSha256(
  { grid, series, split, cleaning, features }: PinnedArrays,
  inputSensorIds: readonly number[],
): string {
  const { trainCount, validationCount = 0, gapCount = 0 } = split;
  const header = {
    layout: 1,
    startMs: grid.startMs,
    periodMs: grid.periodMs,
    count: grid.count,
    trainCount,
    ...((validationCount > 0 || gapCount > 0) && { validationCount, gapCount }),
    inputSensorIds,
    ...(cleaning && { cleaning }),
    ...(features && { features }),
  };
  const hash = createHash('sha256').update(`${JSON.stringify(header)}\n`);
  hashColumn(hash, grid.count, (cell) => cellTime(grid, cell));
  for (const column of [series.values, ...series.inputs]) hashColumn(hash, column.length, (i) => column[i]);
  return hash.digest('hex');
}

export function hashColumn(hash: Hash, length: number, at: (index: number) => number): void {
  for (let first = 0; first < length; first += NUMBERS_AT_A_TIME) {
    const count = Math.min(NUMBERS_AT_A_TIME, length - first);
    hash.update(canonicalBytes(count, (i) => at(first + i)));
  }
}
