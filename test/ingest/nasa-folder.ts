import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { writeMatrix } from './npy-file.ts';

export const TRAIN_ROWS = 12;
const TEST_ROWS = 8;

/** Column 0 counts up; command 1 never moves, command 2 changes with every third sample. */
const cellOf = (row: number, column: number): number => {
  if (column === 0) return row / 10;
  return column === 2 ? Math.floor(row / 3) : 0;
};

/** Writes one channel of 3 columns, both splits. */
export async function writeChannel(
  dir: string,
  channel: string,
  value: (row: number, column: number) => number = cellOf,
): Promise<void> {
  await writeMatrix(join(dir, 'train', `${channel}.npy`), TRAIN_ROWS, 3, value);
  await writeMatrix(join(dir, 'test', `${channel}.npy`), TEST_ROWS, 3, value);
}

export const LABELS = [
  'chan_id,spacecraft,anomaly_sequences,class,num_values',
  `P-1,SMAP,"[[2, 3], [5, 6]]","[contextual, point]",${TEST_ROWS}`,
  `T-9,MSL,"[[1, 1]]",[point],${TEST_ROWS}`,
].join('\n');

/** A tiny sound directory with the channels P-1 (SMAP) and T-9 (MSL) that is gone when the test has ended. */
export async function nasaFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'telltale-import-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  for (const split of ['train', 'test']) await mkdir(join(dir, split));
  for (const channel of ['P-1', 'T-9']) await writeChannel(dir, channel);
  await writeFile(join(dir, 'labeled_anomalies.csv'), LABELS);
  return dir;
}
