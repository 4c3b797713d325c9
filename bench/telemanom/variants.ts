import { type ErrorConfig, errorConfig } from '../../src/ml/prediction/error-config.ts';
import { judgeErrors } from '../../src/ml/prediction/error-windows.ts';
import { smoothedErrors } from '../../src/ml/prediction/smoothed-errors.ts';
import type { Interval } from '../../src/ml/series.ts';

/** A test split as a model sees it, and what the model expected. */
export interface Prediction {
  /** Scaled. */
  readonly values: Float64Array;
  readonly expected: Float64Array;
  readonly settle: number;
}

/** A change to how errors of prediction become departures. */
export interface Variant {
  readonly errors?: Partial<ErrorConfig>;
  /** Samples before this are left out as if nothing were predicted; the published code leaves out a lookback. */
  readonly first?: number;
  /** Values and errors times this: the least error that counts is then smaller by it, and all else is as before. */
  readonly magnified?: number;
  /** Values alone times this: so much larger are the shares of their range that errors must reach. */
  readonly widened?: number;
}

/** One setting at a time; the first is the default. */
export const VARIANTS: Readonly<Record<string, Variant>> = {
  default: {},
  'span 15': { errors: { smoothing: 15 } },
  'span 105, as published': { errors: { smoothing: 105 } },
  'first 250 left out, as published': { first: 250 },
  'buffer 50': { errors: { buffer: 50 } },
  'buffer 0': { errors: { buffer: 0 } },
  'prune 0': { errors: { prune: 0 } },
  'prune .1': { errors: { prune: 0.1 } },
  'prune .2': { errors: { prune: 0.2 } },
  'no least error': { magnified: 1e6 },
  'least error .1': { magnified: 0.5 },
  'no least share of the range': { widened: 0 },
  'least share .1': { widened: 2 },
};

const FIRST = 1;
/** As in src/ml/prediction-fit.ts. */
const SMOOTHING_SETTLES = 2;

/** The product's way from errors to departures (src/ml/prediction-batch.ts) with something changed. */
export function departures({ values, expected, settle }: Prediction, variant: Variant = {}): Interval[] {
  const { first = FIRST, magnified = 1, widened = 1 } = variant;
  const config = errorConfig.parse(variant.errors ?? {});
  const settles = Math.max(settle, SMOOTHING_SETTLES * config.smoothing);
  const errors = smoothedErrors(values, expected, { first, settle: settles }, config.smoothing);
  const verdict = judgeErrors(
    errors.map((error) => error * magnified),
    values.subarray(first).map((value) => value * magnified * widened),
    settles,
    config,
  );
  return verdict.intervals.map(({ start, end }) => ({ start: start + first, end: end + first }));
}
