import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { ENTITIES } from '../../src/entities.ts';
import { Sensor } from '../../src/equipment/sensor.ts';
import { nasaFolder } from '../ingest/nasa-folder.ts';
import { runScript } from './run-script.ts';

const environment = (dir: string) => ({ DATABASE_URL: `sqlite:${join(dir, 'test.db')}` });

async function storedSensors(dir: string): Promise<number> {
  const db = await openDatabase(environment(dir).DATABASE_URL, ENTITIES);
  onTestFinished(() => db.close());
  return db.em().count(Sensor);
}

test('import:nasa says what it added, and that a second run had nothing to add', async () => {
  const dir = await nasaFolder();
  const first = await runScript('import-nasa.ts', [dir, '--json'], environment(dir));
  expect(first.code, first.stderr).toBe(0);
  expect(JSON.parse(first.stdout)).toMatchObject({ channels: 2, sensors: 6, readings: 34, labels: 3 });
  const second = await runScript('import-nasa.ts', [dir], environment(dir));
  expect(second).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('imported before: nothing to add'),
  });
  expect(await storedSensors(dir)).toBe(6);
});

test('import:nasa ends with 1, the file and what would be right, and leaves nothing behind', async () => {
  const dir = await nasaFolder();
  await truncate(join(dir, 'test', 'T-9.npy'), 200);
  const { code, stdout, stderr } = await runScript('import-nasa.ts', [dir], environment(dir));
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/T-9\.npy: the file is truncated.*\nMend the file/);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(await storedSensors(dir)).toBe(0);
});

test.each([
  [[], 'Name one directory.'],
  [['a', 'b'], 'Name one directory.'],
  [['a', '--fast'], "Unknown option '--fast'"],
])('import:nasa with the arguments %j ends with 2 and the usage', async (args, said) => {
  const { code, stderr } = await runScript('import-nasa.ts', args);
  expect(code).toBe(2);
  expect(stderr).toContain(said);
  expect(stderr).toContain('Usage: npm run import:nasa -- DIR');
});

test('import:nasa names the configuration that is wrong', async () => {
  const dir = await nasaFolder();
  const { code, stderr } = await runScript('import-nasa.ts', [dir], { DATABASE_URL: 'mysql://x' });
  expect(code).toBe(2);
  expect(stderr).toMatch(/DATABASE_URL has a value that is not shown; it must be sqlite:PATH/);
});
