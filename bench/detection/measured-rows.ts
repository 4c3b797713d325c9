import { withProgress } from '../../scripts/terminal/progress.ts';
import type { DetectorFamily } from '../../src/ml/detector.ts';
import { DETECTOR_FAMILIES } from '../../src/ml/detectors.ts';
import { shareFlagged } from '../../src/ml/evaluation/share-flagged.ts';
import type { FeatureConfig } from '../../src/ml/features/feature-config.ts';
import { type DetectionFigures, figuresByCraft, rounded } from '../nasa/detection-figures.ts';
import { byLastValue } from '../nasa/findings.ts';
import { judgeChannels, type TimedChannel } from '../nasa/judge-channels.ts';
import { isScorable, type NasaChannel, SPACECRAFT } from '../nasa/nasa-channel.ts';
import { spread } from '../result.ts';
import { batchFinder } from './batch-finder.ts';
import { featuredFinder, withFeatures } from './featured-finder.ts';
import { type Guards, guardsOf } from './guards.ts';
import { byLastValueLive, liveFinder } from './live-finder.ts';

/** What is measured. */
export interface Setting {
  readonly detector: string;
  /** Whether it is asked to look at the commands. */
  readonly inputs: boolean;
  readonly live: boolean;
  /** What the detector is given beside the values; null for nothing. */
  readonly features: FeatureConfig | null;
}

export type GuardedFigures = DetectionFigures & Guards;

/** A detector on all channels. */
export interface MeasuredRow {
  readonly MSL: GuardedFigures;
  readonly SMAP: GuardedFigures;
  readonly shareFlaggedOfAllChannels: number;
  /** Of fitting and detecting. */
  readonly secondsPerChannel: ReturnType<typeof spread>;
}

const SEED = 1;

const withInputs = (family: DetectorFamily<unknown>): DetectorFamily<unknown> => ({
  ...family,
  parseConfig: () => family.parseConfig({ inputs: true }),
});

/** Every channel by the detector; nobody has looked at labels yet. */
export const detectAll = (
  data: string,
  channels: readonly NasaChannel[],
  { detector, inputs, live, features }: Setting,
): Promise<TimedChannel[]> =>
  withProgress(detector, channels.length, async (progress) => {
    let done = 0;
    const onFit = (share: number) => progress.update(done + share);
    const family = inputs ? withInputs(DETECTOR_FAMILIES[detector]) : DETECTOR_FAMILIES[detector];
    const finder = features
      ? live
        ? liveFinder(withFeatures(detector, features), onFit)
        : featuredFinder(detector, features)
      : (live ? liveFinder : batchFinder)(family, onFit);
    const [judged] = await judgeChannels(data, channels, finder, [SEED], () => progress.update(++done));
    return judged;
  });

/** Last-value difference on the same channels. */
export const detectNaively = async (
  data: string,
  channels: readonly NasaChannel[],
  live: boolean,
): Promise<TimedChannel[]> => {
  const finder = live ? byLastValueLive : byLastValue;
  const [judged] = await judgeChannels(data, channels, finder, [SEED]);
  return judged;
};

export function measuredRow(judged: readonly TimedChannel[]): MeasuredRow {
  const figures = figuresByCraft([judged]);
  const scorable = judged.filter(isScorable);
  const [MSL, SMAP] = SPACECRAFT.map((craft) => ({
    ...figures[craft],
    ...guardsOf(scorable.filter(({ spacecraft }) => spacecraft === craft)),
  }));
  return {
    MSL,
    SMAP,
    shareFlaggedOfAllChannels: rounded(shareFlagged(judged)),
    secondsPerChannel: spread(judged.map(({ seconds }) => seconds)),
  };
}
