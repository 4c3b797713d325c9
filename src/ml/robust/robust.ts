import type { BatchDetection, DetectorFamily, FittedDetector } from '../detector.ts';
import { flaggedIntervals } from '../numbers/flagged-intervals.ts';
import { parseConfig } from '../parse-config.ts';
import type { Series } from '../series.ts';
import { decodeRobust, encodeRobust } from './robust-codec.ts';
import { DeviationTrack } from './robust-deviation.ts';
import { fitRobust, ROBUST_MINIMUM, type RobustConfig, type RobustFit, robustConfig } from './robust-fit.ts';
import { RobustLive } from './robust-live.ts';

const KIND = 'robust';

/**
 * Deviations from the median in units of the median absolute deviation: the fallback, and the least that a trained
 * detector must beat. Constant data, zero variance and gaps are all right. Univariate.
 */
export const robust: DetectorFamily<RobustConfig> = {
  name: KIND,
  parseConfig: (input) => parseConfig(robustConfig, input),
  minimumSamples: () => ROBUST_MINIMUM,
  fit: async (train, config, options) => fittedRobust(fitRobust(train, config, options)),
  load: (bytes) => fittedRobust(decodeRobust(KIND, bytes)),
};

const fittedRobust = (fit: RobustFit): FittedDetector => ({
  inputs: 0,
  detect: (series) => detect(fit, series),
  live: (state) => new RobustLive(fit, state),
  confidence: (score) => fit.tail.confidence(score),
  save: () => encodeRobust(KIND, fit),
});

/** Each sample as the live form without its other tracks; a missing one scores 0. */
const detect = (fit: RobustFit, { values }: Series): BatchDetection => {
  const track = new DeviationTrack(fit);
  const expected = new Float64Array(values.length);
  const score = values.map((value, t) => {
    expected[t] = track.band.expected;
    return Number.isNaN(value) ? 0 : track.advance(value);
  });
  return {
    score,
    threshold: fit.threshold,
    expected,
    intervals: flaggedIntervals(score, fit.threshold, 0),
  };
};
