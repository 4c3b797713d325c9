import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { IngestFileError, unreadable } from '../../src/ingest/ingest-file-error.ts';
import { type LabelRow, readChannelFile, readLabelFile } from '../../src/ingest/nasa-labels.ts';
import type { Spacecraft } from '../../src/ingest/nasa-unit.ts';
import { readNpy } from '../../src/ingest/npy.ts';
import type { Interval } from '../../src/ml/series.ts';

export const SPACECRAFT: readonly Spacecraft[] = ['MSL', 'SMAP'];

/** A channel of the public telemetry. */
export interface NasaChannel {
  readonly channel: string;
  /** null where no table names it and the number of columns does not tell. */
  readonly spacecraft: Spacecraft | null;
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

/** Columns of the channels of each spacecraft. */
const COLUMNS: Readonly<Record<number, Spacecraft>> = { 25: 'SMAP', 55: 'MSL' };

/**
 * Every channel of a directory: those of its `channels.csv`, if it has one, in their order, then every other one that has
 * a test split. Without `labeled_anomalies.csv` none has labels.
 */
export async function nasaChannels(data: string): Promise<NasaChannel[]> {
  const [channelFile, labelFile] = ['channels.csv', 'labeled_anomalies.csv'].map((name) => join(data, name));
  const listed = existsSync(channelFile) ? await readChannelFile(channelFile) : [];
  const labelled = existsSync(labelFile) ? await readLabelFile(labelFile) : [];
  const spacecraft = new Map([...labelled, ...listed].map((row) => [row.channel, row.spacecraft]));
  const names = new Set([...listed.map(({ channel }) => channel), ...(await testChannels(data))]);
  if (names.size === 0) {
    throw new IngestFileError(
      join(data, 'test'),
      undefined,
      'there is no channel',
      'an .npy file for each channel',
    );
  }
  return Promise.all(
    Array.from(names, async (channel) => ({
      channel,
      spacecraft: spacecraft.get(channel) ?? (await spacecraftByColumns(data, channel)),
      labels: labelsOf(labelled.filter((row) => row.channel === channel)),
    })),
  );
}

const labelsOf = (rows: readonly LabelRow[]): Interval[] | null => {
  if (rows.length !== 1 || rows[0].channel === AMBIGUOUS || rows[0].labels.length === 0) return null;
  return rows[0].labels.map(({ start, end }) => ({ start, end }));
};

async function spacecraftByColumns(data: string, channel: string): Promise<Spacecraft | null> {
  const { columns } = await readNpy(join(data, 'test', `${channel}.npy`));
  return COLUMNS[columns] ?? null;
}

/** In natural order. */
async function testChannels(data: string): Promise<string[]> {
  const folder = join(data, 'test');
  const names = await readdir(folder).catch((error) => {
    throw unreadable(
      folder,
      error,
      'a folder with an .npy file for each channel, beside another named train',
    );
  });
  return names
    .filter((name) => name.endsWith('.npy') && !name.startsWith('.'))
    .map((name) => name.slice(0, -'.npy'.length))
    .sort(new Intl.Collator('en', { numeric: true }).compare);
}
