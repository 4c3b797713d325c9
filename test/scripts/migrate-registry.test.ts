import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { ENTITIES } from '../../src/entities.ts';
import { ImportedVersion } from '../../src/registry/imported-version.ts';
import { jsonRegistry, writeJson } from '../ingest/old-registry-folder.ts';
import { plantWithSensors } from '../plant.ts';
import { runScript } from './run-script.ts';

const SCRIPT = 'migrate-registry.ts';

/** A registry, a database with a sensor for it, and the tag of that sensor in a file. */
async function prepared() {
  const dir = await jsonRegistry();
  await mkdir(join(dir, 'ours'));
  const env = { DATABASE_URL: `sqlite:${join(dir, 'ours', 'test.db')}` };
  const db = await openDatabase(env.DATABASE_URL, ENTITIES);
  onTestFinished(() => db.close());
  await plantWithSensors(db, 1);
  await writeJson(dir, 'ours/tags.json', { 'SMAP-PWR-001': 'CONTINUOUS-S-0' });
  return { dir, env, tags: join(dir, 'ours', 'tags.json'), stored: () => db.em().count(ImportedVersion) };
}

test('migrate:registry says what it would do, does it, and has nothing left to do then', async () => {
  const { dir, env, tags, stored } = await prepared();
  const dry = await runScript(SCRIPT, [dir, '--dry-run'], env);
  expect(dry.code, dry.stderr).toBe(0);
  expect(dry.stdout).toMatch(/metadata\/\S+ +no sensor has the tag SMAP-PWR-001/);
  expect(dry.stdout).toContain('3 found: 0 would be imported, 0 imported before, 3 left out.');
  expect(await stored()).toBe(0);
  const real = await runScript(SCRIPT, [dir, '--sensors', tags], env);
  expect(real.stdout).toMatch(/CONTINUOUS-S-0\/detection .*metadata\//);
  expect(real.stdout).toMatch(/3 found: 3 imported, .*\n.*none can be promoted/);
  const again = await runScript(SCRIPT, [dir, '--sensors', tags, '--json'], env);
  expect(JSON.parse(again.stdout)).toMatchObject({
    dryRun: false,
    found: 3,
    known: 3,
    imported: [],
    leftOut: [],
  });
  expect(await stored()).toBe(3);
});

test('migrate:registry ends with 1, the file and what would be right, and leaves nothing behind', async () => {
  const { dir, env, tags, stored } = await prepared();
  await rm(join(dir, 'versions_index.json'));
  const { code, stdout, stderr } = await runScript(SCRIPT, [dir, '--sensors', tags], env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/versions_index\.json: cannot be read \(ENOENT\).*\nMend the file/);
  expect(await stored()).toBe(0);
});
