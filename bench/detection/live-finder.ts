import type { DetectorFamily } from '../../src/ml/detector.ts';
import { causalEpisodes, feedSeries } from '../../src/ml/evaluation/causal-episodes.ts';
import { type CausalScorer, lastValueDifference } from '../../src/ml/evaluation/last-value-difference.ts';
import { hysteresisConfig } from '../../src/ml/hysteresis.ts';
import { sliceSeries } from '../../src/ml/series.ts';
import { openTensors } from '../../src/tensors/open-tensors.ts';
import { type Finder, type Findings, type Splits, secondsSince } from '../nasa/findings.ts';

/** As many readings as a server shows a version that was just promoted. */
const PRIMING_READINGS = 256;

/** Standard deviations: the limit that the default detector's live form has. */
const NAIVE_THRESHOLD = 5.5;

const HYSTERESIS = hysteresisConfig.parse({});

/** The causal form of a family with its defaults. @param onProgress share of a fit that takes minutes */
export const liveFinder =
  (family: DetectorFamily<unknown>, onProgress: (share: number) => void): Finder =>
  async (splits, seed) => {
    const startedAt = performance.now();
    const options = { seed, onProgress, tensors: openTensors };
    const detector = await family.fit(splits.train, family.parseConfig({}), options);
    return foundLive(detector.live(), splits, startedAt);
  };

/** Last-value difference through the running normaliser of the product. */
export const byLastValueLive: Finder = async (splits) =>
  foundLive(lastValueDifference(splits.train, NAIVE_THRESHOLD), splits, performance.now());

function foundLive(scorer: CausalScorer, { train, test }: Splits, startedAt: number): Findings {
  const { length } = train.values;
  feedSeries(scorer, sliceSeries(train, Math.max(0, length - PRIMING_READINGS), length));
  const score = new Float64Array(test.values.length);
  let t = 0;
  const recorded: CausalScorer = {
    update: (...reading) => {
      const judged = scorer.update(...reading);
      score[t++] = judged.score / judged.threshold;
      return judged;
    },
  };
  const detections = causalEpisodes(recorded, test, HYSTERESIS);
  return { detections, unpadded: detections, score, seconds: secondsSince(startedAt) };
}
