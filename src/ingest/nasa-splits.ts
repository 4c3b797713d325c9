import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { IngestFileError, unreadable } from './ingest-file-error.ts';

/** The channel names of the files in one split's folder. */
const splitChannels = async (dir: string, split: 'train' | 'test'): Promise<Set<string>> => {
  const folder = join(dir, split);
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.npy') && !name.startsWith('.'));
  } catch (error) {
    throw unreadable(folder, error, 'a folder of .npy files');
  }
  for (const name of names) {
    if (/^[A-Z]-[1-9]\d{0,4}\.npy$/.test(name)) continue;
    throw new IngestFileError(
      join(folder, name),
      undefined,
      'the name is not that of a channel',
      'a name such as P-1.npy',
    );
  }
  return new Set(names.map((name) => name.slice(0, -'.npy'.length)));
};

/**
 * The channels that have a file in `train/` and in `test/`, in natural order.
 * @throws IngestFileError when there are none, or one has a single split.
 */
export const pairedChannels = async (dir: string): Promise<string[]> => {
  const train = await splitChannels(dir, 'train');
  const test = await splitChannels(dir, 'test');
  if (train.size === 0 && test.size === 0) {
    throw new IngestFileError(
      join(dir, 'train'),
      undefined,
      'there is no channel',
      'an .npy file for each channel',
    );
  }
  const order = new Intl.Collator('en', { numeric: true });
  const all = [...new Set([...train, ...test])].sort(order.compare);
  for (const channel of all) {
    if (train.has(channel) && test.has(channel)) continue;
    const missing = train.has(channel) ? 'test' : 'train';
    throw new IngestFileError(
      join(dir, missing, `${channel}.npy`),
      undefined,
      'the file is missing',
      `both splits of channel ${channel}`,
    );
  }
  return all;
};
