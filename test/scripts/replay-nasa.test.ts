import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AnomalyEvent } from '../../scripts/graph/anomaly-watch.ts';
import type { ListedAnomaly } from '../../scripts/replay/announced.ts';
import { compare } from '../../scripts/replay/announced.ts';
import { importNasa } from '../../src/ingest/nasa-import.ts';
import { openNasaLayout } from '../../src/ingest/nasa-layout.ts';
import { nasaFolder } from '../ingest/nasa-folder.ts';
import { writeMatrix } from '../ingest/npy-file.ts';
import { startedApplication } from '../server/running-application.ts';
import { runScript } from './run-script.ts';

const TRAIN_ROWS = 900;
const TEST_ROWS = 600;
const FAULT = { start: 400, end: 420 };

/** A season of 40 samples with some ripple; in the test split a step that no healthy sample comes near. */
const telemetry = (faulty: boolean) => (row: number, column: number) => {
  if (column > 0) return Math.floor(row / (50 * column));
  const healthy = Math.sin((2 * Math.PI * row) / 40) + 0.1 * Math.sin(row * row);
  return faulty && row >= FAULT.start && row <= FAULT.end ? healthy + 30 : healthy;
};

/** A directory with the channel P-1 that is imported into a running server. */
async function importedChannel() {
  const dir = await nasaFolder();
  for (const split of ['train', 'test']) await rm(join(dir, split, 'T-9.npy'));
  await writeMatrix(join(dir, 'train', 'P-1.npy'), TRAIN_ROWS, 3, telemetry(false));
  await writeMatrix(join(dir, 'test', 'P-1.npy'), TEST_ROWS, 3, telemetry(true));
  const label = `P-1,SMAP,"[[${FAULT.start}, ${FAULT.end}]]",[point],${TEST_ROWS}`;
  const head = 'chan_id,spacecraft,anomaly_sequences,class,num_values';
  await writeFile(join(dir, 'labeled_anomalies.csv'), `${head}\n${label}\n`);
  const application = await startedApplication();
  const { db, readings } = application.services;
  await importNasa(db, readings, await openNasaLayout(dir));
  return { application, args: [dir, '--channels', 'P-1', '--url', application.url] };
}

describe('replay:nasa', () => {
  test('prints labels against anomalies; what was announced is what is listed, and nothing is announced twice', async () => {
    const { args } = await importedChannel();
    const first = await runScript('replay-nasa.ts', args);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/P-1 +400–420 +point +40\d–\d+ +\d+ +\w+ +\w+ +FALLBACK/);
    expect(first.stdout).toMatch(/told of 1 anomalies: exactly those that the server lists/);
    const second = await runScript('replay-nasa.ts', args);
    expect(second.code, second.stderr).toBe(0);
    expect(second.stdout).toMatch(/0 readings accepted, 6\d\d known before/);
    expect(second.stdout).toMatch(/Nothing new was announced; 1 anomalies are listed/);
  });

  test('trains and promotes first when it is asked to', async () => {
    const { args } = await importedChannel();
    const { code, stdout, stderr } = await runScript('replay-nasa.ts', [
      ...args,
      '--train',
      '--speed',
      '2000',
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('training: 1/1');
    expect(stdout).toMatch(/P-1 +400–420 +point +\d+–\d+ +\d+ +\w+ +\w+ +MODEL/);
  });

  test('says where to go when no server answers, or nothing was imported', async () => {
    const dir = await nasaFolder();
    const args = [dir, '--channels', 'P-1', '--url'];
    const nobody = await runScript('replay-nasa.ts', [...args, 'http://127.0.0.1:1/graphql']);
    expect(nobody).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/No Telltale server.*\n.*npm start/),
    });
    const { url } = await startedApplication();
    const empty = await runScript('replay-nasa.ts', [...args, url]);
    expect(empty).toMatchObject({ code: 1, stderr: expect.stringMatching(/SMAP-P\.P-1\n.*import:nasa/) });
  });

  test('presents its token, and repeats why the server refused it', async () => {
    const token = '3f9a1c7e5b2d8064a1c9e7f3b5d20846';
    const { url } = await startedApplication({ AUTH_TOKENS: `operator:gate:${token}` });
    const args = [await nasaFolder(), '--channels', 'P-1', '--url', url];
    const refused = await runScript('replay-nasa.ts', args);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('No access token was sent') });
    const admitted = await runScript('replay-nasa.ts', [...args, '--token', token]);
    expect(admitted).toMatchObject({ code: 1, stderr: expect.stringContaining('has no sensor SMAP-P.P-1') });
  });

  test.each([
    [['--channels', 'Q-7'], /--channels names Q-7, which .* does not have/],
    [[], /Name the channels/],
    [['--channels', 'P-1', '--speed', '0'], /--speed is 0; it must be a number above 0/],
  ])('with the arguments %j ends with 2', async (args, said) => {
    const dir = await nasaFolder();
    const { code, stderr } = await runScript('replay-nasa.ts', [dir, ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(said);
  });
});

describe('the comparison of announced and listed', () => {
  const listed = (id: string, revision: number) => ({ id, revision }) as ListedAnomaly;
  const event = (id: string, revision: number) =>
    ({ anomaly: { anomaly: { id }, revision } }) as unknown as AnomalyEvent;
  const old = [listed('old', 3)];

  test('finds no difference when every change was told at its last revision', () => {
    const events = [event('new', 1), event('new', 2), event('old', 4)];
    expect(compare(old, [listed('new', 2), listed('old', 4)], events)).toEqual({
      changed: 2,
      differences: [],
    });
    expect(compare(old, old, [])).toEqual({ changed: 0, differences: [] });
  });

  test.each([
    ['an anomaly that was never told', [...old, listed('new', 1)], []],
    ['an anomaly whose last revision was not told', [...old, listed('new', 2)], [event('new', 1)]],
    ['an announcement that is not listed', old, [event('new', 1)]],
    ['an old anomaly that was told again', old, [event('old', 3)]],
  ])('names %s', (_, after, events) => {
    expect(compare(old, after, events).differences).toHaveLength(1);
  });
});
