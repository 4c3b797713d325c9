import { overlappingSegments, type SegmentScore } from '../../src/ml/overlapping-segments.ts';
import type { Interval } from '../../src/ml/series.ts';
import type { NasaChannel, ScorableChannel } from './nasa-channel.ts';

/** What a detector found in the test split of a channel. */
export interface JudgedChannel extends NasaChannel {
  readonly samples: number;
  readonly detections: readonly Interval[];
  /** By the same detector with nothing added around what it finds. */
  readonly unpadded: readonly Interval[];
}

/** One whose detections can be scored. */
export type ScoredChannel = JudgedChannel & ScorableChannel;

export type SegmentCounts = Pick<SegmentScore, 'truePositives' | 'falseNegatives' | 'falsePositives'>;

/** Overlapping segments, summed over channels. */
export function countsOf(
  channels: readonly ScoredChannel[],
  found: (judged: ScoredChannel) => readonly Interval[] = ({ detections }) => detections,
): SegmentCounts {
  const counts = { truePositives: 0, falseNegatives: 0, falsePositives: 0 };
  for (const judged of channels) {
    const score = overlappingSegments(judged.labels, found(judged));
    counts.truePositives += score.truePositives;
    counts.falseNegatives += score.falseNegatives;
    counts.falsePositives += score.falsePositives;
  }
  return counts;
}

/** F1 = 2TP/(2TP + FP + FN); 0 where there is nothing to count. */
export const f1Of = ({ truePositives, falseNegatives, falsePositives }: SegmentCounts): number =>
  (2 * truePositives) / Math.max(1, 2 * truePositives + falsePositives + falseNegatives);

/** Share of the samples of all channels inside a detection. */
export function shareFlagged(channels: readonly JudgedChannel[]): number {
  const lengths = channels.flatMap(({ detections }) => detections.map(({ start, end }) => end - start + 1));
  const samples = channels.reduce((sum, judged) => sum + judged.samples, 0);
  return lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, samples);
}
