import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { splitTable } from '../../bench/forecast/benchmark-split.ts';
import { readBenchmarkTable } from '../../bench/forecast/benchmark-table.ts';
import { measureHorizon } from '../../bench/forecast/measured-row.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import { runScript } from '../scripts/run-script.ts';

const csv = async (lines: readonly string[]): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'telltale-forecast-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const file = join(dir, 'plant.csv');
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
};

const dayOf = (row: number): string => new Date(row * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

test('a row that the file lacks is a gap, and the rest stays on its hour', async () => {
  const rows = [0, 1, 2, 4, 5].map((row) => `${dayOf(row)},${row},${row === 4 ? '' : -row}`);
  const { periodMs, channels } = await readBenchmarkTable(await csv(['date,a,b', ...rows]));
  expect(periodMs).toBe(3_600_000);
  expect(channels.map(({ name, values }) => [name, ...values])).toEqual([
    ['a', 0, 1, 2, Number.NaN, 4, 5],
    ['b', 0, -1, -2, Number.NaN, Number.NaN, -5],
  ]);
});

test('14,400 rows are used at most, and train rows alone say what a standard deviation is', () => {
  const values = Float64Array.from({ length: 20_000 }, (_, t) => (t < 8_640 ? t % 2 : 1e6));
  const split = splitTable({ startMs: 7_200_000, periodMs: 3_600_000, channels: [{ name: 'a', values }] });
  expect(split).toMatchObject({ trainEnd: 8_640, testStart: 11_520, rows: 14_400, startStep: 2 });
  expect([...split.channels[0].values.subarray(0, 2)]).toEqual([-1, 1]);
});

test('every window of the test is scored, the last one too', async () => {
  // Nothing moves but the very last sample: of the five windows of 96 steps in 100 test rows one sees it.
  const values = new Float64Array(500);
  for (let t = 0; t < 300; t++) values[t] = t % 2;
  values[499] = 96 * 5 * 0.5;
  const split = splitTable({ startMs: 0, periodMs: 1_000, channels: [{ name: 'a', values }] });
  const { mse, mae } = await measureHorizon(FORECASTER_FAMILIES['last-value'], split, 96, false);
  // Zeros and ones have mean ½ and deviation ½.
  expect(mae).toBeCloseTo(1, 10);
  expect(mse).toBeCloseTo(96 * 5, 8);
});

test('a file without dates in order, and one without a date, are refused with the row', async () => {
  const back = await csv(['date,a', `${dayOf(1)},1`, `${dayOf(2)},1`, `${dayOf(2)},1`]);
  await expect(readBenchmarkTable(back)).rejects.toThrow(/row 4: the date is not after that before/);
  const { code, stderr } = await runScript('../bench/forecast.ts', ['--csv', await csv(['time,a', '1,2'])]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/there is no column date/);
});

test('a misspelt forecaster and a missing file name are refused with the usage', async () => {
  const misspelt = await runScript('../bench/forecast.ts', ['--csv', 'x.csv', '--forecaster', 'rigde']);
  expect(misspelt.code).toBe(2);
  expect(misspelt.stderr).toMatch(/must be one of ridge, /);
});
