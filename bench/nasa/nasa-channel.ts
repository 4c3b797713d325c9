import { join } from 'node:path';
import { readChannelFile, readLabelFile } from '../../src/ingest/nasa-labels.ts';
import type { Spacecraft } from '../../src/ingest/nasa-unit.ts';
import type { Interval } from '../../src/ml/series.ts';

export const SPACECRAFT: readonly Spacecraft[] = ['MSL', 'SMAP'];

/** A channel of the public telemetry. */
export interface NasaChannel {
  readonly channel: string;
  readonly spacecraft: Spacecraft;
  /** Anomalies of the test split; null where none are given, so that nothing can be scored. */
  readonly labels: readonly Interval[] | null;
}

/** One with labels. */
export type ScorableChannel = Scorable<NasaChannel>;

type Scorable<Channel> = Channel & { readonly labels: readonly Interval[] };

export const isScorable = <Channel extends NasaChannel>(one: Channel): one is Scorable<Channel> =>
  one.labels !== null;

/** Stands twice in the public label file, with two different labels: left out of every score. */
const AMBIGUOUS = 'P-2';

/** Every channel of a directory, in the order of its `channels.csv`. */
export async function nasaChannels(data: string): Promise<NasaChannel[]> {
  const labelled = new Map(
    (await readLabelFile(join(data, 'labeled_anomalies.csv'))).map(({ channel, labels }) => [
      channel,
      labels.map(({ start, end }) => ({ start, end })),
    ]),
  );
  return (await readChannelFile(join(data, 'channels.csv'))).map(({ channel, spacecraft }) => {
    const labels = channel === AMBIGUOUS ? [] : (labelled.get(channel) ?? []);
    return { channel, spacecraft, labels: labels.length > 0 ? labels : null };
  });
}
