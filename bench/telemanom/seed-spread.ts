import { countsOf, f1Of } from '../../src/ml/evaluation/segment-counts.ts';
import { deviationOf, meanOf, rounded } from '../nasa/detection-figures.ts';
import type { JudgedChannel } from '../nasa/judged-channel.ts';
import { isScorable } from '../nasa/nasa-channel.ts';

/** How much a different seed alone changes, over the same few channels of both spacecraft; null where there are none. */
export const seedSpread = (seeds: readonly (readonly JudgedChannel[])[]) => {
  if (seeds[0].length === 0) return null;
  const f1 = seeds.map((judged) => f1Of(countsOf(judged.filter(isScorable))));
  return {
    channels: seeds[0].map(({ channel }) => channel),
    f1: f1.map(rounded),
    f1Mean: rounded(meanOf(f1)),
    f1Deviation: rounded(deviationOf(f1)),
  };
};
