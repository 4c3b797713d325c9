/** What lies above the peak level of a sample. */
export interface Peaks {
  readonly level: number;
  /** Above 0, ascending. */
  readonly excesses: Float64Array;
  /** Probability that a score lies above the level: of the j-th largest of n it is j/(n+1) in the mean, for any law. */
  readonly share: number;
}

/** A higher level has a tail that is more like Pareto's, and fewer peaks to learn it from. */
const PEAK_SHARE = 0.02;
const FEWEST = 50;
const MOST = 5_000;

/** @param sorted finite, ascending, not empty; at most half of a short sample are peaks */
export const peaksOf = (sorted: Float64Array, most = MOST): Peaks => {
  const wanted = Math.min(most, Math.max(FEWEST, Math.round(PEAK_SHARE * sorted.length)));
  const level = sorted[sorted.length - 1 - Math.min(wanted, Math.floor(sorted.length / 2))] ?? sorted[0];
  const first = sorted.findLastIndex((score) => score <= level) + 1;
  const excesses = sorted.subarray(first).map((score) => score - level);
  return { level, excesses, share: (excesses.length + 1) / (sorted.length + 1) };
};
