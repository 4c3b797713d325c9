import { join } from 'node:path';
import { readNpy } from '../../src/ingest/npy.ts';
import type { Series } from '../../src/ml/series.ts';

/** A split of a channel: column 0 is the value, the others are its commands. */
export async function channelSeries(data: string, split: 'train' | 'test', channel: string): Promise<Series> {
  const matrix = await readNpy(join(data, split, `${channel}.npy`));
  const [values, ...inputs] = Array.from({ length: matrix.columns }, (_, k) => matrix.column(k));
  return { values, inputs };
}
