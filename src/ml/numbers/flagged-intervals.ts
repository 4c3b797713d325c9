import type { Interval } from '../series.ts';

/** Runs of score > threshold, widened by `pad` samples on both sides inside the series, those that touch merged. */
export const flaggedIntervals = (score: Float64Array, threshold: number, pad: number): Interval[] => {
  const merged: Interval[] = [];
  for (let t = 0; t < score.length; t++) {
    if (!(score[t] > threshold)) continue;
    const start = Math.max(0, t - pad);
    const end = Math.min(score.length - 1, t + pad);
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end + 1) merged[merged.length - 1] = { start: last.start, end };
    else merged.push({ start, end });
  }
  return merged;
};

/**
 * Telemanom's pruning (Hundman et al. 2018, §3.3). The maxima of the intervals in falling order, then the largest
 * score outside all of them; from the end back to the last step that falls by more than `share` of the larger one,
 * everything is normal after all.
 */
export const pruneIntervals = (
  intervals: readonly Interval[],
  score: Float64Array,
  share: number,
): Interval[] => {
  const outside = Float64Array.from(score);
  for (const { start, end } of intervals) outside.fill(0, start, end + 1);
  const ranked = intervals
    .map((interval) => ({ interval, peak: largest(score.subarray(interval.start, interval.end + 1)) }))
    .sort((a, b) => b.peak - a.peak || a.interval.start - b.interval.start);
  const peaks = [...ranked.map(({ peak }) => peak), largest(outside)];
  let kept = ranked.length;
  while (kept > 0 && !(peaks[kept - 1] - peaks[kept] > share * peaks[kept - 1])) kept--;
  return ranked
    .slice(0, kept)
    .map(({ interval }) => interval)
    .sort((a, b) => a.start - b.start);
};

const largest = (values: Float64Array): number => {
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  return most;
};
