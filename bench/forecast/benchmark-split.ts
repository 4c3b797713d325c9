import { InsufficientDataError } from '../../src/errors.ts';
import { usableCount } from '../../src/ml/numbers/missing-values.ts';
import type { BenchmarkTable } from './benchmark-table.ts';

/** Twenty months of hours, as published. */
const MOST_ROWS = 14_400;
const TRAIN_SHARE = 0.6;
const VALIDATION_SHARE = 0.2;
const FEWEST_ROWS = 100;

export interface BenchmarkChannel {
  readonly name: string;
  /** Every row that is used, less the mean of the train rows, over their standard deviation. */
  readonly values: Float64Array;
}

/** Rows before `trainEnd` are for fitting, those from `testStart` on for scores; what lies between chooses settings and calibrates. */
export interface BenchmarkSplit {
  readonly channels: readonly BenchmarkChannel[];
  readonly trainEnd: number;
  readonly testStart: number;
  readonly rows: number;
  /** Sampling periods from the epoch to the first row. */
  readonly startStep: number;
  readonly periodMs: number;
}

/**
 * The first 14,400 rows, or all where there are fewer: 60 % train, 20 % validation, the rest test (8,640, 2,880, 2,880).
 * @throws InsufficientDataError
 */
export function splitTable({ channels, startMs, periodMs }: BenchmarkTable): BenchmarkSplit {
  const rows = Math.min(MOST_ROWS, channels[0].values.length);
  if (rows < FEWEST_ROWS) throw new InsufficientDataError(FEWEST_ROWS, rows);
  const trainEnd = Math.floor(TRAIN_SHARE * rows);
  const testStart = trainEnd + Math.floor(VALIDATION_SHARE * rows);
  return {
    channels: channels.map(({ name, values }) => ({
      name,
      values: standardised(values.subarray(0, rows), trainEnd),
    })),
    trainEnd,
    testStart,
    rows,
    startStep: startMs / periodMs,
    periodMs,
  };
}

/** By the usable train rows; a channel that never moved there is only centred. */
function standardised(values: Float64Array, trainEnd: number): Float64Array {
  const train = values.subarray(0, trainEnd).filter(Number.isFinite);
  if (usableCount(train) === 0) throw new InsufficientDataError(1, 0);
  const mean = train.reduce((sum, value) => sum + value, 0) / train.length;
  const variance = train.reduce((sum, value) => sum + (value - mean) ** 2, 0) / train.length;
  const deviation = Math.sqrt(variance) || 1;
  return values.map((value) => (value - mean) / deviation);
}
