import { quantileOfSorted } from '../numbers/quantile.ts';

const TAIL_SHARE = 0.02;

/**
 * The level that normal scores exceed at `rate`, from an exponential fit to the excesses over their 98 % quantile u:
 * u + mean excess · ln(0.02/rate). Peaks over threshold with shape 0: right for exponential tails, too high for thinner
 * ones, too low for heavier.
 *
 * @param sorted finite scores, ascending, not empty
 */
export const exponentialLimit = (sorted: Float64Array, rate: number): number => {
  const base = quantileOfSorted(sorted, 1 - TAIL_SHARE);
  let excess = 0;
  let beyond = 0;
  for (let i = sorted.length - 1; i >= 0 && sorted[i] > base; i--) {
    excess += sorted[i] - base;
    beyond++;
  }
  const mean = beyond > 0 ? Math.min(excess / beyond, Number.MAX_VALUE) : 0;
  return base + mean * Math.log(TAIL_SHARE / rate);
};
