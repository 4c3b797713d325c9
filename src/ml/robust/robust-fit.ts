import { z } from 'zod';
import { InsufficientDataError } from '../../errors.ts';
import type { FitOptions } from '../detector.ts';
import { type RunLimits, RunTrack, runConfig } from '../run-track.ts';
import type { Series } from '../series.ts';
import { type ShiftLimits, shiftConfig, shiftLimits } from '../thresholds/cusum.ts';
import { fitThreshold } from '../thresholds/fit-threshold.ts';
import { ScoreTail } from '../thresholds/score-tail.ts';
import { StreamingThreshold } from '../thresholds/streaming-threshold.ts';
import { liveThresholdConfig } from '../thresholds/threshold-config.ts';
import {
  type RobustStatistics,
  robustDeviation,
  robustScore,
  robustStatistics,
} from './robust-statistics.ts';

export const ROBUST_MINIMUM = 30;
/** The last part of the training series sets the threshold and the tail, out of sample. */
const HELD_OUT_SHARE = 0.3;

export const robustConfig = z.strictObject({
  threshold: liveThresholdConfig.default({ kind: 'TAIL', rate: 1e-4, atLeast: 4 }),
  runs: runConfig.prefault({}),
  /** Finds small shifts of the mean that last; off where absent. */
  shift: shiftConfig.optional(),
});

export type RobustConfig = z.output<typeof robustConfig>;

export interface RobustFit {
  readonly statistics: RobustStatistics;
  readonly threshold: number;
  readonly runs: RunLimits;
  readonly tail: ScoreTail;
  /** Where a streaming threshold starts; scores are then deviations times the first limit over the present one. */
  readonly stream?: Float64Array;
  readonly shift?: ShiftLimits;
}

/** @throws InsufficientDataError */
export const fitRobust = (train: Series, config: RobustConfig, options: FitOptions): RobustFit => {
  const usable = train.values.filter((value) => !Number.isNaN(value));
  if (usable.length < ROBUST_MINIMUM) throw new InsufficientDataError(ROBUST_MINIMUM, usable.length);
  const runs = new RunTrack();
  for (const value of train.values) runs.advance(value);
  const cut = Math.floor(usable.length * (1 - HELD_OUT_SHARE));
  const earlier = robustStatistics(usable.subarray(0, cut));
  const heldOut = usable.subarray(cut);
  const statistics = robustStatistics(usable);
  const limit = limitOf(config.threshold, earlier, heldOut);
  options.onProgress?.(1);
  return {
    statistics,
    runs: runs.limits(config.runs),
    ...limit,
    ...(config.shift && { shift: shiftLimits(usable, statistics.deviation, config.shift) }),
  };
};

const limitOf = (
  config: RobustConfig['threshold'],
  earlier: RobustStatistics,
  heldOut: Float64Array,
): Pick<RobustFit, 'threshold' | 'tail' | 'stream'> => {
  if (config.kind !== 'STREAMING') {
    const scores = heldOut.map((value) => robustScore(earlier, value));
    return { threshold: fitThreshold(config, scores), tail: ScoreTail.of(scores) };
  }
  const deviations = heldOut.map((value) => robustDeviation(earlier, value));
  const { stream, scores } = StreamingThreshold.calibrated(deviations, config);
  return { threshold: stream.limit, tail: ScoreTail.of(scores), stream: stream.save() };
};
