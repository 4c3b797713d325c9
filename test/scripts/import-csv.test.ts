import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { plantWithSensors } from '../plant.ts';
import { startedApplication } from '../server/running-application.ts';
import { runScript } from './run-script.ts';

const WIDE = [
  'time,CONTINUOUS-S-0,Sensor 1,remark',
  '2026-01-01T00:00:02Z,2,20,"late, ""again"""',
  '2026-01-01T01:00:01+01:00,1,,',
  '2026-01-01T00:00:03Z,NaN,30,',
].join('\n');
const LONG = [
  'time,sensor,value,quality',
  '2026-01-01 00:00:04Z,continuous-s-0,4,bad',
  '2026-01-01 00:00:05,CONTINUOUS-S-0,5,',
  '2026-01-01 00:00:06Z,CONTINUOUS-S-7,6,',
  '2026-01-01 00:00:07Z,CONTINUOUS-S-1,"7,5",',
  '2099-01-01 00:00:08Z,CONTINUOUS-S-1,8,',
  '2026-01-01 00:00:09Z,UNIT-CONTINUOUS/CONTINUOUS-S-2,,GOOD',
].join('\n');

async function server() {
  const application = await startedApplication();
  const ids = await plantWithSensors(application.services.db, 3);
  const folder = await mkdtemp(join(tmpdir(), 'telltale-import-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const run = async (name: string, bytes: string | Uint8Array, ...args: string[]) => {
    const file = join(folder, name);
    await writeFile(file, bytes);
    return runScript('import-csv.ts', [file, '--url', application.url, ...args]);
  };
  const stored = async (k: number) => {
    const { times, values } = await application.services.readings.range(ids[k], 0, 1e15);
    return [...times].map((ms, i) => [(ms - Date.UTC(2026, 0, 1)) / 1_000, values[i]]);
  };
  const map = join(folder, 'map.json');
  await writeFile(map, '{"remark": null}');
  return { application, run, stored, map };
}

test('a wide file is stored, in any order of rows, and known the second time, compressed too', async () => {
  const { run, stored, map, application } = await server();
  const first = await run('plant.csv', WIDE, '--map', map, '--json', '--batch', '2');
  expect(first.code, first.stderr).toBe(0);
  expect(JSON.parse(first.stdout)).toMatchObject({
    format: 'wide',
    rows: 3,
    readings: 5,
    accepted: 5,
    bad: [],
  });
  expect(await stored(0)).toEqual([
    [1, 1],
    [2, 2],
    [3, Number.NaN],
  ]);
  expect(await stored(1)).toEqual([
    [2, 20],
    [3, 30],
  ]);
  const again = await run('plant.csv.gz', gzipSync(WIDE), '--map', map);
  expect(again).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('0 stored (0 late, 0 backfilled), 5 known'),
  });
  await application.services.scorer.idle();
});

test('a long file with rows left out names each with its line, its column and what to write', async () => {
  const { run, stored } = await server();
  const { code, stdout } = await run('plant.csv', LONG, '--bad-rows', 'skip', '--json');
  expect(code).toBe(3);
  const { bad, ...report } = JSON.parse(stdout);
  expect(report).toMatchObject({ format: 'long', accepted: 2, stopped: false, settledLine: 7 });
  expect(bad).toMatchObject([
    { line: 3, column: 'time', expected: expect.stringContaining('--offset Z') },
    { line: 4, column: 'sensor', expected: expect.stringMatching(/the nearest: CONTINUOUS-S-0/) },
    { line: 5, column: 'value', expected: expect.stringContaining('decimal point') },
    { line: 6, column: 'CONTINUOUS-S-1', expected: expect.stringContaining('FAR_FUTURE') },
  ]);
  expect(await stored(2)).toEqual([[9, Number.NaN]]);
});

test('it stops at the first row that it cannot take, with everything before it stored', async () => {
  const { run, stored } = await server();
  const { code, stdout } = await run('plant.csv', LONG);
  expect(code).toBe(1);
  expect(stdout).toMatch(/line 3, column time: "2026-01-01 00:00:05" cannot be read\. Write .*--offset Z/);
  expect(stdout).toMatch(/everything through line 2 is settled/);
  expect(await stored(0)).toEqual([[4, 4]]);
  const tooMany = await run('plant.csv', LONG, '--bad-rows', 'skip', '--max-bad', '2', '--offset', 'Z');
  expect(tooMany.code).toBe(1);
});

test('a dry run says what would be sent, and sends nothing', async () => {
  const { run, stored, map } = await server();
  const { code, stdout } = await run('plant.csv', WIDE, '--map', map, '--dry-run');
  expect(code).toBe(0);
  expect(stdout).toMatch(/CONTINUOUS-S-0 +3 +2026-01-01T00:00:01.000Z +2026-01-01T00:00:03.000Z/);
  expect(stdout).toContain('5 readings of 2 sensors in 3 rows would be sent; nothing was.');
  expect(await stored(0)).toEqual([]);
});

test('what a header means is told before anything is sent', async () => {
  const { run } = await server();
  const unknown = await run('plant.csv', WIDE.replace('CONTINUOUS-S-0', 'CONTINUOS-S-0'));
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toMatch(/"CONTINUOS-S-0" \(write the nearest: CONTINUOUS-S-0.*"remark"/);
  expect((await run('a.csv', 'time;x\n1;2\n')).stderr).toContain('Columns are separated by commas');
  expect((await run('b.csv', 'time,CONTINUOUS-S-0,Sensor 0\n')).stderr).toContain(
    'two columns of CONTINUOUS-S-0',
  );
  expect((await run('c.csv', '')).stderr).toContain('the file is empty');
  expect((await run('d.csv.gz', gzipSync(WIDE).subarray(0, 30))).stderr).toContain('cannot be expanded');
});

test.each([
  [[], 'Name one file.'],
  [['a.csv', '--offset', '1'], '--offset'],
  [['a.csv', '--bad-rows', 'maybe'], '--bad-rows'],
])('import:csv with the arguments %j ends with 2 and the usage', async (args, said) => {
  const { code, stderr } = await runScript('import-csv.ts', args);
  expect(code).toBe(2);
  expect(stderr).toContain(said);
  expect(stderr).toContain('Usage: npm run import:csv');
});

test('a missing file and a server that is not there are said in words', async () => {
  expect(await runScript('import-csv.ts', ['no.csv'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('ENOENT'),
  });
  const away = await runScript('import-csv.ts', ['package.json', '--url', 'http://127.0.0.1:9/graphql']);
  expect(away).toMatchObject({ code: 1, stderr: expect.stringContaining('No Telltale server answers') });
});
