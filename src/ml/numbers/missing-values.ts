import { InsufficientDataError } from '../../errors.ts';

/** Samples that carry a value: neither missing (NaN) nor infinite. */
export const usableCount = (values: Float64Array): number => {
  let count = 0;
  for (const value of values) if (Number.isFinite(value)) count++;
  return count;
};

/** Index of the first usable sample; the length when there is none. */
export const firstUsable = (values: Float64Array): number => {
  const at = values.findIndex(Number.isFinite);
  return at < 0 ? values.length : at;
};

/**
 * A copy without gaps: linear between the neighbours of a gap, the last value after the last usable sample, the first
 * value before the first one. A gap at the end is filled from the past only.
 * @throws InsufficientDataError when no sample is usable.
 */
export const fillGaps = (values: Float64Array): Float64Array => {
  const filled = values.slice();
  let known = -1;
  for (let i = 0; i < filled.length; i++) {
    if (!Number.isFinite(filled[i])) continue;
    if (known < 0) filled.fill(filled[i], 0, i);
    else bridge(filled, known, i);
    known = i;
  }
  if (known < 0) throw new InsufficientDataError(1, 0);
  filled.fill(filled[known], known + 1);
  return filled;
};

/** Weights both ends apart, so that a bridge between ±1e308 does not overflow. */
const bridge = (filled: Float64Array, from: number, to: number): void => {
  for (let i = from + 1; i < to; i++) {
    const share = (i - from) / (to - from);
    filled[i] = filled[from] * (1 - share) + filled[to] * share;
  }
};

/**
 * The `length` samples before `end`, filled. A history that is shorter is continued backwards: each older sample
 * repeats the one a season later.
 * @throws InsufficientDataError when the window has fewer than `needed` usable samples.
 */
export const filledWindow = (
  values: Float64Array,
  end: number,
  length: number,
  season: number,
  needed: number,
): Float64Array => {
  const recent = values.subarray(Math.max(0, end - length), end);
  const usable = usableCount(recent);
  if (usable < Math.max(1, needed)) throw new InsufficientDataError(Math.max(1, needed), usable);
  const known = fillGaps(recent.subarray(firstUsable(recent)));
  if (known.length === length) return known;
  const window = new Float64Array(length);
  const missing = length - known.length;
  window.set(known, missing);
  const period = Math.min(season, known.length);
  for (let i = missing - 1; i >= 0; i--) window[i] = window[i + period];
  return window;
};
