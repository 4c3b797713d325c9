import type { DetectorFamily } from '../../src/ml/detector.ts';
import { DETECTOR_FAMILIES } from '../../src/ml/detectors.ts';
import { discordEnvelope } from '../../src/ml/discord/discord-envelope.ts';
import { LstmNetwork } from '../../src/ml/lstm/lstm-network.ts';
import { flaggedIntervals } from '../../src/ml/numbers/flagged-intervals.ts';
import { Autoregression } from '../../src/ml/prediction/autoregression.ts';
import { autoregression } from '../../src/ml/prediction/autoregression-detector.ts';
import { echoState } from '../../src/ml/prediction/echo-state-detector.ts';
import { decodePrediction } from '../../src/ml/prediction/prediction-codec.ts';
import { telemanom } from '../../src/ml/prediction/telemanom.ts';
import { openTensors } from '../../src/tensors/open-tensors.ts';
import { byDiscordsOf, byEchoState, type Finder, foundByPrediction, secondsSince } from '../nasa/findings.ts';

/** A family with its defaults, seeing the whole test split at once. @param onFit share of a fit that takes minutes */
export const batchFinder = (family: DetectorFamily<unknown>, onFit: (share: number) => void): Finder => {
  if (family.name === discordEnvelope.name) {
    return byDiscordsOf({
      parseConfig: (settings) => discordEnvelope.parseConfig(family.parseConfig(settings)),
    });
  }
  if (family.name === echoState.name) return byEchoState;
  if (family.name === autoregression.name) return byAutoregression;
  if (family.name === 'ensemble') return byEnsemble(family);
  if (family.name === 'auto') return byChoice(family, onFit);
  return family.name === telemanom.name ? byTelemanom(onFit) : byUnpadded(family);
};

const byTelemanom =
  (onProgress: (share: number) => void): Finder =>
  ({ train, test }, seed) =>
    foundByPrediction(
      test,
      () => telemanom.fit(train, telemanom.parseConfig({}), { seed, onProgress, tensors: openTensors }),
      (artifact) => decodePrediction(telemanom.name, artifact, LstmNetwork.decode),
    );

const byAutoregression: Finder = ({ train, test }, seed) =>
  foundByPrediction(
    test,
    () => autoregression.fit(train, autoregression.parseConfig({}), { seed }),
    (artifact) => decodePrediction(autoregression.name, artifact, Autoregression.decode),
  );

/** Its runs that made a finding, with nothing added around them. */
const byEnsemble =
  (family: DetectorFamily<unknown>): Finder =>
  async (splits, seed, channel) => {
    const found = await byUnpadded(family)(splits, seed, channel);
    const unpadded = flaggedIntervals(found.score, 1, 0).filter((run) =>
      found.detections.some(({ start, end }) => start <= run.start && run.end <= end),
    );
    return { ...found, unpadded };
  };

/** As the family that is chosen for the channel. */
const byChoice =
  (family: DetectorFamily<unknown>, onFit: (share: number) => void): Finder =>
  async (splits, seed, channel) => {
    const startedAt = performance.now();
    const { choice } = await family.fit(splits.train, family.parseConfig({}), { seed });
    const chosen = DETECTOR_FAMILIES[choice?.chosen ?? discordEnvelope.name];
    const found = await batchFinder(chosen, onFit)(splits, seed, channel);
    return { ...found, seconds: secondsSince(startedAt) };
  };

/** A family that adds nothing around what it finds. */
const byUnpadded =
  (family: DetectorFamily<unknown>): Finder =>
  async ({ train, test }, seed) => {
    const startedAt = performance.now();
    const detector = await family.fit(train, family.parseConfig({}), { seed, tensors: openTensors });
    const { intervals: detections, score } = detector.detect(test);
    return { detections, unpadded: detections, score, seconds: secondsSince(startedAt) };
  };
