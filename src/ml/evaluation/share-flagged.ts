import type { EvaluatedSeries } from './evaluated-series.ts';
import { samplesInside } from './merged-intervals.ts';

/**
 * Share of the samples of all series inside a detection, in [0, 1]. Belongs beside every F1 of overlapping segments:
 * flagging everything has F1 1 and share 1.
 */
export const shareFlagged = (series: readonly Pick<EvaluatedSeries, 'samples' | 'detections'>[]): number => {
  const flagged = series.reduce((sum, { detections }) => sum + samplesInside(detections), 0);
  const samples = series.reduce((sum, one) => sum + one.samples, 0);
  return flagged / Math.max(1, samples);
};
