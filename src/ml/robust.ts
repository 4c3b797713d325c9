import { z } from 'zod';
import { CorruptArtifactError, InsufficientDataError } from '../errors.ts';
import { decodeArtifact, encodeArtifact } from './artifact-codec.ts';
import type { BatchDetection, DetectorFamily, FitOptions, FittedDetector } from './detector.ts';
import { flaggedIntervals } from './flagged-intervals.ts';
import { parseConfig } from './parse-config.ts';
import { RobustLive } from './robust-live.ts';
import { type RobustStatistics, robustScore, robustStatistics } from './robust-statistics.ts';
import { type RunLimits, RunTrack, runConfig } from './run-track.ts';
import type { Series } from './series.ts';
import { fitThreshold } from './thresholds/fit-threshold.ts';
import { ScoreTail } from './thresholds/score-tail.ts';
import { thresholdConfig } from './thresholds/threshold-config.ts';

const KIND = 'robust';
const MINIMUM = 30;
/** The last part of the training series sets the threshold and the confidence, out of sample. */
const HELD_OUT_SHARE = 0.3;

const robustConfig = z.strictObject({
  threshold: thresholdConfig.default({ kind: 'TAIL', rate: 1e-4, atLeast: 4 }),
  runs: runConfig.prefault({}),
});

export type RobustConfig = z.output<typeof robustConfig>;

/**
 * Deviations from the median in units of the median absolute deviation: the fallback, and the least that a trained
 * detector must beat. Constant data, zero variance and gaps are all right. Univariate.
 */
export const robust: DetectorFamily<RobustConfig> = {
  name: KIND,
  parseConfig: (input) => parseConfig(robustConfig, input),
  minimumSamples: () => MINIMUM,
  fit: async (train, config, options) => fittedRobust(fitRobust(train, config, options)),
  load: (bytes) => fittedRobust(decodeFit(bytes)),
};

interface RobustFit {
  readonly statistics: RobustStatistics;
  readonly threshold: number;
  readonly runs: RunLimits;
  readonly tail: ScoreTail;
}

const fitRobust = (train: Series, config: RobustConfig, options: FitOptions): RobustFit => {
  const usable = train.values.filter((value) => !Number.isNaN(value));
  if (usable.length < MINIMUM) throw new InsufficientDataError(MINIMUM, usable.length);
  const runs = new RunTrack();
  for (const value of train.values) runs.advance(value);
  const cut = Math.floor(usable.length * (1 - HELD_OUT_SHARE));
  const earlier = robustStatistics(usable.subarray(0, cut));
  const heldOut = usable.subarray(cut).map((value) => robustScore(earlier, value));
  options.onProgress?.(1);
  return {
    statistics: robustStatistics(usable),
    threshold: fitThreshold(config.threshold, heldOut),
    runs: runs.limits(config.runs),
    tail: ScoreTail.of(heldOut),
  };
};

const fittedRobust = (fit: RobustFit): FittedDetector => ({
  inputs: 0,
  detect: (series) => detect(fit, series),
  live: (state) => new RobustLive(fit.statistics, fit.threshold, fit.runs, state),
  confidence: (score) => fit.tail.confidence(score),
  save: () => encodeFit(fit),
});

/** Each sample by itself, as the live form without its runs; a missing one scores 0. */
const detect = ({ statistics, threshold }: RobustFit, { values }: Series): BatchDetection => {
  const score = values.map((value) => (Number.isNaN(value) ? 0 : robustScore(statistics, value)));
  return {
    score,
    threshold,
    expected: new Float64Array(values.length).fill(statistics.median),
    intervals: flaggedIntervals(score, threshold, 0),
  };
};

const encodeFit = ({ statistics, threshold, runs, tail }: RobustFit): Uint8Array =>
  encodeArtifact(
    KIND,
    {},
    {
      scalars: Float64Array.of(
        statistics.median,
        statistics.deviation,
        statistics.low,
        statistics.high,
        threshold,
        runs.stuck,
        runs.dropout,
      ),
      tail: tail.save(),
    },
  );

const decodeFit = (bytes: Uint8Array): RobustFit => {
  const { columns } = decodeArtifact(KIND, bytes);
  const tail = ScoreTail.load(columns);
  if (!(columns.scalars?.length >= 7) || tail === null) {
    throw new CorruptArtifactError(KIND, 'its columns do not fit');
  }
  const [median, deviation, low, high, threshold, stuck, dropout] = columns.scalars;
  return {
    statistics: { median, deviation, low, high },
    threshold,
    runs: { stuck, dropout },
    tail,
  };
};
