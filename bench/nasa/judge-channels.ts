import { channelSeries } from './channel-series.ts';
import type { Finder, Findings } from './findings.ts';
import type { JudgedChannel } from './judged-channel.ts';
import type { NasaChannel } from './nasa-channel.ts';

/** A channel, with which seed, and how long it took. */
export type TimedChannel = JudgedChannel & Findings & { readonly seed: number };

/** Every channel by one finder with each of the seeds, [seed][channel]. */
export async function judgeChannels(
  data: string,
  channels: readonly NasaChannel[],
  finder: Finder,
  seeds: readonly number[],
  onJudged?: () => void,
): Promise<TimedChannel[][]> {
  const judged: TimedChannel[][] = seeds.map(() => []);
  for (const one of channels) {
    const { channel } = one;
    const splits = {
      train: await channelSeries(data, 'train', channel),
      test: await channelSeries(data, 'test', channel),
    };
    for (const [k, seed] of seeds.entries()) {
      const findings = await finder(splits, seed, channel);
      judged[k].push({ ...one, ...findings, seed, samples: splits.test.values.length });
      onJudged?.();
    }
  }
  return judged;
}
