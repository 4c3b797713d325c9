import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeMatrix } from '../ingest/npy-file.ts';
import { runScript } from '../scripts/run-script.ts';

const benchmark = (...args: string[]) => runScript('../bench/detection.ts', args);

/** Two channels of one column and no table at all; in B-2 a step lasts from sample 300 to 339. */
async function unlabelledFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'telltale-bench-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const wave = (row: number) => Math.sin(row / 5) + 0.05 * Math.sin(row * row);
  for (const split of ['train', 'test']) await mkdir(join(dir, split));
  for (const channel of ['A-1', 'B-2']) {
    await writeMatrix(join(dir, 'train', `${channel}.npy`), 600, 1, wave);
    const step = (row: number) => (channel === 'B-2' && row >= 300 && row < 340 ? 9 : 0);
    await writeMatrix(join(dir, 'test', `${channel}.npy`), 500, 1, (row) => wave(row) + step(row));
  }
  return dir;
}

test.each([
  ['discord-envelope', []],
  ['discord-envelope', ['--live']],
  ['discord-envelope', ['--inputs']],
  ['echo-state', []],
  ['autoregression', []],
  ['reconstruction', []],
  ['ensemble', []],
  ['auto', []],
  ['robust', ['--live']],
])('%s %j: every channel is in the file, without labels nothing is scored', async (detector, how) => {
  const dir = await unlabelledFolder();
  const out = join(dir, 'found.json');
  const { code, stdout, stderr } = await benchmark(
    '--data',
    dir,
    '--out',
    out,
    '--detector',
    detector,
    ...how,
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/on 2 channels; no labels, so nothing is scored/);
  const found = JSON.parse(await readFile(out, 'utf8'));
  expect(Object.keys(found)).toEqual(['detector', 'live', 'detections', 'unpadded', 'seconds']);
  expect(found).toMatchObject({ detector, live: how.includes('--live') });
  for (const part of [found.detections, found.unpadded, found.seconds]) {
    expect(Object.keys(part)).toEqual(['A-1', 'B-2']);
  }
  expect(found.unpadded['B-2'].some(([start, end]: number[]) => start < 340 && end >= 300)).toBe(true);
  if (how.includes('--live')) expect(found.unpadded).toEqual(found.detections);
});

test.each([
  [[], '--data is missing'],
  [['--data', '.'], '--out is missing'],
  [
    ['--data', '.', '--out', 'x.json', '--detector', 'oracle'],
    'it must be one of autoregression, discord-envelope',
  ],
  [['--data', '.', '--out', 'x.json', '--detector', 'robust', '--inputs'], 'not for robust'],
  [['--data', '.', '--out', 'nowhere/x.json'], 'make it first'],
])('the arguments %j end with 2 and what would be right', async (args, said) => {
  const { code, stderr } = await benchmark(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(said);
});

test('a directory of another layout ends with 1 and what it should hold', async () => {
  const dir = await unlabelledFolder();
  const { code, stderr } = await benchmark('--data', join(dir, 'train'), '--out', join(dir, 'x.json'));
  expect(code).toBe(1);
  expect(stderr).toMatch(/cannot be read.*\nMend the file/);
});
