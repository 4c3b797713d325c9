import type { EvaluatedSeries } from './evaluated-series.ts';
import { samplesInside } from './merged-intervals.ts';
import { countsOf } from './segment-counts.ts';

/**
 * Detections that touch no label, per 10,000 readings outside all labels; ≥ 0. Series without labels count as normal
 * throughout. Flatters few long detections: never without the share of time flagged.
 */
export const falseAlarmsPer10000 = (series: readonly EvaluatedSeries[]): number => {
  const normal = series.reduce((sum, { samples, labels }) => sum + samples - samplesInside(labels), 0);
  return (10_000 * countsOf(series).falsePositives) / Math.max(1, normal);
};
