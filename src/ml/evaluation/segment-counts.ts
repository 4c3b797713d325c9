import type { EvaluatedSeries } from './evaluated-series.ts';
import { overlappingSegments, type SegmentScore } from './overlapping-segments.ts';

export type SegmentCounts = Pick<SegmentScore, 'truePositives' | 'falseNegatives' | 'falsePositives'>;

/** Overlapping segments, summed over series: a series with many labels counts for more than one with few. */
export const countsOf = (series: readonly Pick<EvaluatedSeries, 'labels' | 'detections'>[]): SegmentCounts =>
  sumOfCounts(series.map(({ labels, detections }) => overlappingSegments(labels, detections)));

export const sumOfCounts = (each: readonly SegmentCounts[]): SegmentCounts => {
  const counts = { truePositives: 0, falseNegatives: 0, falsePositives: 0 };
  for (const { truePositives, falseNegatives, falsePositives } of each) {
    counts.truePositives += truePositives;
    counts.falseNegatives += falseNegatives;
    counts.falsePositives += falsePositives;
  }
  return counts;
};

/** F1 = 2TP/(2TP + FP + FN), in [0, 1]; 0 where there is nothing to count. */
export const f1Of = ({ truePositives, falseNegatives, falsePositives }: SegmentCounts): number =>
  (2 * truePositives) / Math.max(1, 2 * truePositives + falsePositives + falseNegatives);
