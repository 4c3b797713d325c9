import type { Spacecraft } from '../../src/ingest/nasa-unit.ts';
import { countsOf, f1Of } from '../../src/ml/evaluation/segment-counts.ts';
import { shareFlagged } from '../../src/ml/evaluation/share-flagged.ts';
import type { Interval } from '../../src/ml/series.ts';
import { channelSeries } from '../nasa/channel-series.ts';
import { deviationOf, meanOf, rounded } from '../nasa/detection-figures.ts';
import type { ScoredChannel } from '../nasa/judged-channel.ts';
import type { ScorableChannel } from '../nasa/nasa-channel.ts';
import type { Predictor } from './predictions.ts';
import { departures, type Prediction, type Variant } from './variants.ts';

/** Labelled channels, [variant][seed][channel]. */
export type JudgedVariants = Readonly<Record<string, readonly (readonly ScoredChannel[])[]>>;

/** Every variant on the same predictions of every channel with every seed. */
export async function judgeVariants(
  data: string,
  channels: readonly ScorableChannel[],
  predictor: Predictor,
  seeds: readonly number[],
  variants: Readonly<Record<string, Variant>>,
  onPredicted: (channel: string, prediction: Prediction) => void,
): Promise<JudgedVariants> {
  const names = Object.keys(variants);
  const judged = Object.fromEntries(names.map((name) => [name, seeds.map((): ScoredChannel[] => [])]));
  for (const one of channels) {
    const train = await channelSeries(data, 'train', one.channel);
    const test = await channelSeries(data, 'test', one.channel);
    for (const [k, seed] of seeds.entries()) {
      const prediction = await predictor({ train, test }, seed, one.channel);
      onPredicted(one.channel, prediction);
      const none: Interval[] = [];
      for (const name of names) {
        const detections = departures(prediction, variants[name]);
        judged[name][k].push({ ...one, samples: test.values.length, detections, unpadded: none });
      }
    }
  }
  return judged;
}

export type VariantFigures = Readonly<Record<Spacecraft, ReturnType<typeof figuresOf>>>;

export const variantFigures = (judged: JudgedVariants): Record<string, VariantFigures> =>
  Object.fromEntries(
    Object.entries(judged).map(([name, seeds]) => [
      name,
      { MSL: figuresOf(seeds, 'MSL'), SMAP: figuresOf(seeds, 'SMAP') },
    ]),
  );

const figuresOf = (seeds: JudgedVariants[string], craft: Spacecraft) => {
  const ofCraft = seeds.map((channels) => channels.filter(({ spacecraft }) => spacecraft === craft));
  const counts = ofCraft.map((channels) => countsOf(channels));
  const f1 = counts.map(f1Of);
  return {
    f1: rounded(meanOf(f1)),
    f1Deviation: f1.length > 1 ? rounded(deviationOf(f1)) : null,
    truePositives: rounded(meanOf(counts.map(({ truePositives }) => truePositives))),
    falseNegatives: rounded(meanOf(counts.map(({ falseNegatives }) => falseNegatives))),
    falsePositives: rounded(meanOf(counts.map(({ falsePositives }) => falsePositives))),
    shareFlagged: rounded(meanOf(ofCraft.map(shareFlagged))),
  };
};
