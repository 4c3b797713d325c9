import { RandomStream } from '../../src/ml/random-stream.ts';
import { countsOf, f1Of, type ScoredChannel } from './judged-channel.ts';

const DRAWS = 1_000;
const SEED = 2;

/**
 * From where to where the middle nine tenths of the F1 lie when the channels are drawn anew, with replacement (Efron
 * 1979): how far few channels can be believed. The mean over the seeds of each draw.
 */
export function channelBootstrap(seeds: readonly (readonly ScoredChannel[])[]): [low: number, high: number] {
  const random = new RandomStream(SEED);
  const { length } = seeds[0];
  const draws = Array.from({ length: DRAWS }, () => {
    const drawn = Array.from({ length }, () => random.below(length));
    const each = seeds.map((judged) => f1Of(countsOf(drawn.map((k) => judged[k]))));
    return each.reduce((sum, f1) => sum + f1 / each.length, 0);
  }).sort((a, b) => a - b);
  return [draws[Math.floor(0.05 * DRAWS)], draws[Math.ceil(0.95 * DRAWS) - 1]];
}
