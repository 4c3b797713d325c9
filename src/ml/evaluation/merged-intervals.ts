import type { Interval } from '../series.ts';

/** The same samples as disjoint intervals in order; those that overlap or touch become one. */
export const mergedIntervals = (intervals: readonly Interval[]): Interval[] => {
  const merged: Interval[] = [];
  for (const { start, end } of intervals.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end + 1) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    } else merged.push({ start, end });
  }
  return merged;
};

/** Samples inside at least one of the intervals. */
export const samplesInside = (intervals: readonly Interval[]): number =>
  mergedIntervals(intervals).reduce((sum, { start, end }) => sum + end - start + 1, 0);
