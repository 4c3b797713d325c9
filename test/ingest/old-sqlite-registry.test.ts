import { copyFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { IngestFileError } from '../../src/ingest/ingest-file-error.ts';
import { openOldRegistry } from '../../src/ingest/old-registry/old-registry.ts';
import {
  DETECTION,
  ENTRIES,
  emptyFolder,
  rowOf,
  sqliteRegistry,
  writeSqlite,
} from './old-registry-folder.ts';

const { version_id: VERSION } = DETECTION;

const refusal = async (dir: string): Promise<string> => {
  const failure = await openOldRegistry(dir).catch((error) => error);
  expect(failure).toBeInstanceOf(IngestFileError);
  return (failure as Error).message;
};
const ids = async (dir: string) => (await openOldRegistry(dir)).versions.map(({ versionId }) => versionId);

describe('a registry in SQLite', () => {
  const folder = async (
    rows: readonly Record<string, unknown>[],
    change?: (db: Database.Database) => void,
  ) => {
    const dir = await emptyFolder();
    writeSqlite(dir, rows, change);
    return dir;
  };
  const sound = () => ENTRIES.map((entry) => rowOf(entry));

  it('keeps the lineage of a version as a claim', async () => {
    const { versions } = await openOldRegistry(await sqliteRegistry());
    expect(versions[0].claims.data_lineage).toMatchObject([{ data_source: 'smap.npy', num_samples: 2_880 }]);
  });

  it.each<[string, (db: Database.Database) => void, RegExp]>([
    ['without a table', (db) => db.exec('drop table data_lineage'), /no table data_lineage/],
    [
      'without a column',
      (db) => db.exec('alter table versions drop column tags'),
      /versions has no column tags/,
    ],
    [
      'with a view that never ends in the place of a table',
      (db) =>
        db.exec(`drop table models; create view models as with recursive n(model_id) as
          (select 1 union all select model_id + 1 from n) select model_id, 1 as sensor_id, 1 as model_type from n`),
      /no table models/,
    ],
    [
      'with columns that are computed',
      (db) => db.exec('alter table models add column big as (zeroblob(900000000))'),
      /models has computed columns/,
    ],
  ])('is refused %s', async (_, change, why) => {
    const message = await refusal(await folder(sound(), change));
    expect(message).toMatch(why);
    expect(message).toContain('model_registry.db');
  });

  it('is refused when it is no database, or a damaged one', async () => {
    const dir = await emptyFolder();
    await writeFile(join(dir, 'model_registry.db'), 'not a database at all, however long it is read');
    expect(await refusal(dir)).toMatch(/model_registry\.db: file is not a database/);
    const damaged = await sqliteRegistry();
    await truncate(join(damaged, 'model_registry.db'), 6_000);
    expect(await refusal(damaged)).toMatch(/model_registry\.db: .*(malformed|damaged)/);
  });

  it.each<[string, object, RegExp]>([
    ['JSON that is none', { training_config: '{' }, /training_config: it is no JSON/],
    ['a blob for text', { tags: Buffer.from('[]') }, /tags holds no text/],
    ['a number for a sensor', { sensor_id: 7 }, /sensor_id is another one in models/],
    ['a path that leads out', { model_path: 'a/../../b' }, /model_path: leads out/],
    ['an id that is none', { version_id: '../x' }, /version_id is no version id/],
    ['a model that is none', { model_id: 'gone' }, /model_id gone is in no row of models/],
  ])('leaves out a version with %s, and takes the others', async (_, change, why) => {
    const [first, ...others] = sound();
    const dir = await folder([...others, { ...first, ...change }], (db) =>
      db.exec("delete from models where model_id = 'gone'"),
    );
    const { versions, leftOut } = await openOldRegistry(dir);
    expect(versions).toHaveLength(2);
    expect(leftOut).toEqual([
      { file: 'model_registry.db', what: expect.any(String), why: expect.stringMatching(why) },
    ]);
  });

  it('takes a version that stands there twice once', async () => {
    const { versions, leftOut } = await openOldRegistry(await folder([...sound(), rowOf(DETECTION)]));
    expect(versions).toHaveLength(3);
    expect(leftOut).toEqual([{ file: 'model_registry.db', what: VERSION, why: 'it stands there twice' }]);
  });

  it('has what its writer had not yet put into the file', async () => {
    const dir = await emptyFolder();
    const copy = await emptyFolder();
    const names = ['model_registry.db', 'model_registry.db-wal'];
    writeSqlite(dir, sound().slice(1));
    const db = new Database(join(dir, names[0]));
    db.pragma('journal_mode = wal');
    const row = rowOf(DETECTION);
    db.prepare(
      `insert into versions (${Object.keys(row)}) values (${Object.keys(row).map((key) => `@${key}`)})`,
    ).run(row);
    for (const name of names) await copyFile(join(dir, name), join(copy, name));
    db.close();
    expect(await ids(copy)).toContain(VERSION);
    expect((await readdir(copy)).sort()).toEqual(names);
  });
});
