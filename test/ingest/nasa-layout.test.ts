import { cp, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNasaLayout } from '../../src/ingest/nasa-layout.ts';
import { testTime, trainTime } from '../../src/ingest/nasa-time.ts';
import { nasaUnit } from '../../src/ingest/nasa-unit.ts';
import { writeMatrix } from './npy-file.ts';

const HEADER = 'chan_id,spacecraft,anomaly_sequences,class,num_values';
const LABELS = [
  HEADER,
  'P-1,SMAP,"[[30, 39], [2, 4]]","[contextual, point]",40',
  'P-2,SMAP,"[[5, 9]]",[point],40',
  'P-2,SMAP,"[[5, 7]]",[point],40',
].join('\n');

let root: string;
let sound: string;
let copies = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'telltale-nasa-'));
  sound = join(root, 'sound');
  for (const split of ['train', 'test']) {
    await mkdir(join(sound, split), { recursive: true });
    const rows = split === 'train' ? 30 : 40;
    for (const channel of ['P-1', 'P-2', 'P-10'])
      await writeMatrix(join(sound, split, `${channel}.npy`), rows, 25);
    await writeMatrix(join(sound, split, 'M-6.npy'), rows, 55);
  }
  await writeFile(join(sound, 'labeled_anomalies.csv'), LABELS);
});
afterAll(() => rm(root, { recursive: true }));

/** A copy of the sound directory that a test may spoil. */
const copy = async (): Promise<string> => {
  const dir = join(root, `copy-${copies++}`);
  await cp(sound, dir, { recursive: true });
  return dir;
};

const openWithLabels = async (row: string): Promise<unknown> => {
  const dir = await copy();
  await writeFile(join(dir, 'labeled_anomalies.csv'), `${LABELS}\n${row}\n`);
  return openNasaLayout(dir);
};

describe('a sound directory', () => {
  test('opens with shapes, spacecraft and sorted labels, channels in natural order', async () => {
    const { channels } = await openNasaLayout(sound);
    expect(channels.map(({ channel }) => channel)).toEqual(['M-6', 'P-1', 'P-2', 'P-10']);
    expect(channels[1]).toMatchObject({
      spacecraft: 'SMAP',
      subsystem: 'P',
      columns: 25,
      trainRows: 30,
      testRows: 40,
      labelRows: 1,
      labels: [
        { start: 2, end: 4, anomalyClass: 'point' },
        { start: 30, end: 39, anomalyClass: 'contextual' },
      ],
    });
  });

  test('keeps the labels of a channel that stands twice, and says so', async () => {
    const { channels } = await openNasaLayout(sound);
    expect(channels[2].labelRows).toBe(2);
    expect(channels[2].labels.map(({ start, end }) => [start, end])).toEqual([
      [5, 7],
      [5, 9],
    ]);
  });

  test('tells the spacecraft of an unlisted channel by its columns', async () => {
    const { channels } = await openNasaLayout(sound);
    expect(channels[0]).toMatchObject({ spacecraft: 'MSL', labelRows: 0, labels: [] });
    expect(channels[3].spacecraft).toBe('SMAP');
  });

  test('loads a split when asked', async () => {
    const { channels } = await openNasaLayout(sound);
    const matrix = await channels[1].loadTest();
    expect(matrix.rows).toBe(40);
    expect([...matrix.column(24).subarray(0, 2)]).toEqual([24, 49]);
  });

  test('takes the spacecraft from channels.csv, whatever the columns', async () => {
    const dir = await copy();
    await writeFile(
      join(dir, 'channels.csv'),
      'chan_id,spacecraft,num_values,labelled_here\nP-10,MSL,40,no\n',
    );
    const { channels } = await openNasaLayout(dir);
    expect(channels[3].spacecraft).toBe('MSL');
  });

  test('reports progress up to the last channel', async () => {
    const seen: number[] = [];
    await openNasaLayout(sound, (done, all) => seen.push(done / all));
    expect(seen).toEqual([0.25, 0.5, 0.75, 1]);
  });

  test('may label nothing for a channel', async () => {
    await expect(openWithLabels('P-10,SMAP,[],[],40')).resolves.toBeDefined();
  });
});

describe('a directory is refused as a whole', () => {
  test.each(['train', 'test'])('when a channel has no %s split', async (split) => {
    const dir = await copy();
    await rm(join(dir, split, 'P-2.npy'));
    await expect(openNasaLayout(dir)).rejects.toThrow(new RegExp(`${split}.P-2\\.npy: the file is missing`));
  });

  test('when a folder, every channel or the label file is missing', async () => {
    await expect(openNasaLayout(join(root, 'nowhere'))).rejects.toThrow(/train: .*ENOENT/);
    const dir = await copy();
    await rm(join(dir, 'labeled_anomalies.csv'));
    await expect(openNasaLayout(dir)).rejects.toThrow(/labeled_anomalies\.csv: .*ENOENT/);
    for (const split of ['train', 'test']) {
      await rm(join(dir, split), { recursive: true });
      await mkdir(join(dir, split));
    }
    await expect(openNasaLayout(dir)).rejects.toThrow(/there is no channel/);
  });

  test('when a file is not named like a channel', async () => {
    const dir = await copy();
    await writeMatrix(join(dir, 'train', 'p1.npy'), 2, 25);
    await expect(openNasaLayout(dir)).rejects.toThrow(/p1\.npy: the name.*P-1\.npy/);
  });

  test('when the last file is cut short', async () => {
    const dir = await copy();
    await truncate(join(dir, 'test', 'P-10.npy'), 1_000);
    await expect(openNasaLayout(dir)).rejects.toThrow(/test.P-10\.npy: the file is truncated/);
  });

  test('when the splits of a channel differ in columns', async () => {
    const dir = await copy();
    await writeMatrix(join(dir, 'test', 'P-1.npy'), 40, 24);
    await expect(openNasaLayout(dir)).rejects.toThrow(/test.P-1\.npy: 24 columns, the train split has 25/);
  });

  test('when nothing tells the spacecraft of a channel', async () => {
    const dir = await copy();
    for (const split of ['train', 'test']) await writeMatrix(join(dir, split, 'P-10.npy'), 40, 7);
    await expect(openNasaLayout(dir)).rejects.toThrow(/P-10\.npy: no table names the spacecraft.*7 columns/);
  });

  test.each([
    ['P-9,SMAP,"[[1, 2]]",[point],40', /row 5: unknown channel 'P-9'/],
    ['P-10,ISS,"[[1, 2]]",[point],40', /row 5: spacecraft is 'ISS'.*SMAP or MSL/],
    ['P-10,SMAP,"[[1, 40]]",[point],40', /row 5: \[1, 40\] is not an interval.*end ≤ 39/],
    ['P-10,SMAP,"[[9, 8]]",[point],40', /row 5: \[9, 8\]/],
    ['P-10,SMAP,"[[1, 2]",[point],40', /row 5: anomaly_sequences is '\[\[1, 2\]'/],
    ['P-10,SMAP,"[[1, 2], ]",[point],40', /row 5: anomaly_sequences/],
    ['P-10,SMAP,"[[1, 2][3, 4]]","[point, point]",40', /row 5: anomaly_sequences/],
    ['P-10,SMAP,"[[-1, 2]]",[point],40', /row 5: anomaly_sequences/],
    ['P-10,SMAP,"[[1.5, 2]]",[point],40', /row 5: anomaly_sequences/],
    ['P-10,SMAP,,[point],40', /row 5: anomaly_sequences/],
    ['P-10,SMAP,"[[1, 2]]",point,40', /row 5: class is 'point'/],
    ['P-10,SMAP,"[[1, 2]]",[odd],40', /row 5: class is '\[odd\]'/],
    ['P-10,SMAP,"[[1, 2], [3, 4]]",[point],40', /row 5: class .* beside 2/],
    ['P-10,SMAP,"[[1, 2]]",[point],many', /row 5: num_values is 'many'/],
    ['P-10,SMAP,"[[1, 2]]",[point],41', /row 5: num_values is 41, the test split of P-10 has 40/],
    ['P-1,MSL,"[[1, 2]]",[point],40', /row 5: P-1 belongs to MSL here and to SMAP/],
    ['P-10,SMAP,"[[1, 2]]",[point]', /row 5: 4 fields/],
  ])('for the label row %s', async (row, said) => {
    await expect(openWithLabels(row)).rejects.toThrow(said);
    await expect(openWithLabels(row)).rejects.toThrow(/labeled_anomalies\.csv/);
  });

  test.each([
    ['P-10,SMAP,40,no\nP-10,SMAP,40,no', /channels\.csv, row 3: channel P-10 stands twice/],
    ['P-1,MSL,40,yes', /belongs to SMAP here and to MSL in .*channels\.csv/],
    ['T-1,SMAP,40,yes', /channels\.csv, row 2: unknown channel 'T-1'/],
  ])('for the channel row %s', async (rows, said) => {
    const dir = await copy();
    await writeFile(join(dir, 'channels.csv'), `chan_id,spacecraft,num_values,labelled_here\n${rows}\n`);
    await expect(openNasaLayout(dir)).rejects.toThrow(said);
  });

  test('when a split changed between the check and its use', async () => {
    const dir = await copy();
    const { channels } = await openNasaLayout(dir);
    await writeMatrix(join(dir, 'train', 'P-1.npy'), 29, 25);
    await expect(channels[1].loadTrain()).rejects.toThrow(/train.P-1\.npy: the file changed to 29 × 25/);
  });
});

test('test samples follow the train split by one minute', () => {
  expect(new Date(trainTime(0)).toISOString()).toBe('2018-01-01T00:00:00.000Z');
  expect(testTime({ trainRows: 30 }, 0) - trainTime(29)).toBe(60_000);
});

test('a unit is named after spacecraft and letter, with a meaning only where one was published', () => {
  expect(nasaUnit('SMAP', 'P')).toEqual({ tag: 'SMAP-P', name: 'SMAP subsystem P (power)' });
  expect(nasaUnit('MSL', 'S')).toEqual({ tag: 'MSL-S', name: 'MSL subsystem S' });
});
