import type { EvaluatedSeries } from './evaluated-series.ts';

/**
 * Per label, in their order: samples from its start to the first detected sample inside it, ≥ 0; null when it was missed.
 * Flatters what was flagged already before the label began (0), so padding too; hysteresis announces an episode
 * `openAfter − 1` samples after its start.
 */
export const detectionDelays = ({
  labels,
  detections,
}: Pick<EvaluatedSeries, 'labels' | 'detections'>): (number | null)[] =>
  labels.map((label) => {
    const firsts = detections
      .filter(({ start, end }) => start <= label.end && label.start <= end)
      .map(({ start }) => Math.max(0, start - label.start));
    return firsts.length === 0 ? null : Math.min(...firsts);
  });

/** Of the labels that were found, in samples; null when none was. Never without recall: missed labels do not count. */
export const medianDelay = (delays: readonly (number | null)[]): number | null => {
  const found = delays.filter((delay) => delay !== null).sort((a, b) => a - b);
  if (found.length === 0) return null;
  const middle = found.length >> 1;
  return found.length % 2 === 1 ? found[middle] : (found[middle - 1] + found[middle]) / 2;
};
