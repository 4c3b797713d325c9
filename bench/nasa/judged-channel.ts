import type { EvaluatedSeries } from '../../src/ml/evaluation/evaluated-series.ts';
import type { Interval } from '../../src/ml/series.ts';
import type { NasaChannel, ScorableChannel } from './nasa-channel.ts';

/** What a detector found in the test split of a channel. */
export interface JudgedChannel extends NasaChannel, Omit<EvaluatedSeries, 'labels'> {
  /** By the same detector with nothing added around what it finds. */
  readonly unpadded: readonly Interval[];
}

/** One whose detections can be scored. */
export type ScoredChannel = JudgedChannel & ScorableChannel;
