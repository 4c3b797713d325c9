import { adjustedEwma } from '../numbers/moving-average.ts';

/** Where errors begin to count. */
export interface ErrorStart {
  /** Index of the first sample that was predicted. */
  readonly first: number;
  /** Predictions that are not to be trusted yet. */
  readonly settle: number;
}

/**
 * |value − expected| from the first prediction on, causally smoothed; errors of missing samples repeat the one before.
 * The first `settle` are replaced by the mean of the first 2·settle: a model that has not seen enough is not anomalous.
 */
export const smoothedErrors = (
  values: Float64Array,
  expected: Float64Array,
  { first, settle }: ErrorStart,
  span: number,
): Float64Array => {
  const errors = new Float64Array(Math.max(0, values.length - first));
  for (let t = 0; t < errors.length; t++) {
    const error = Math.abs(values[first + t] - expected[first + t]);
    errors[t] = Number.isNaN(error) ? (errors[t - 1] ?? 0) : error;
  }
  const smooth = adjustedEwma(errors, span);
  const early = smooth.subarray(0, 2 * settle);
  const mean = early.reduce((sum, error) => sum + error / early.length, 0);
  return smooth.fill(mean, 0, settle);
};
