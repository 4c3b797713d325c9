import { quantileOfSorted } from '../numbers/quantile.ts';
import { RandomStream } from '../numbers/random-stream.ts';

const DRAWS = 1_000;
const SEED = 2;

/** From where to where, in the unit of the figure. */
export type Range = readonly [low: number, high: number];

/**
 * From where to where the middle of a figure lies when the channels are drawn anew, with replacement, 1,000 seeded
 * times (Efron 1979, percentile interval): how far few channels can be believed. Says nothing about channels of
 * another kind.
 * @param share of the draws inside, such as .9
 * @param figure of the drawn channels, by their indices; the same draws for every figure of as many channels
 */
export const channelBootstrap = (
  channels: number,
  share: number,
  figure: (drawn: readonly number[]) => number,
): Range => {
  const random = new RandomStream(SEED);
  const figures = Float64Array.from({ length: DRAWS }, () =>
    figure(Array.from({ length: channels }, () => random.below(channels))),
  ).sort();
  return [quantileOfSorted(figures, (1 - share) / 2), quantileOfSorted(figures, (1 + share) / 2)];
};
