import { expect, it, onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../src/db/database.ts';
import { ENTITIES } from '../src/entities.ts';
import { onPostgresql, sqliteInMemory } from './database.ts';
import { plantWithSensors } from './plant.ts';

const OBJECTS = 'select type, name, tbl_name, sql from sqlite_master order by name';
const MIGRATIONS = 'select id, name from migration order by id';

it('a test database in memory has the schema and the record of one that was migrated', async () => {
  const migrated = await openDatabase('sqlite::memory:', ENTITIES);
  onTestFinished(() => migrated.close());
  await sqliteInMemory.open().then((first) => first.close());
  const copied = await sqliteInMemory.open();
  onTestFinished(() => copied.close());
  const of = async (database: Database) => [
    await database.em().execute(OBJECTS),
    await database.em().execute(MIGRATIONS),
  ];
  expect(await of(copied)).toEqual(await of(migrated));
});

onPostgresql('a test database that is used again', (kind) => {
  it('holds no row of the test before, and numbers its rows from one', async () => {
    const first = await kind.open();
    const before = await plantWithSensors(first, 3);
    await first.close();
    const second = await kind.open();
    onTestFinished(() => second.close());
    expect(second.url).toBe(first.url);
    expect(await plantWithSensors(second, 3)).toEqual(before);
    expect(await second.em().execute('select count(*)::int as sensors from sensor')).toEqual([
      { sensors: 3 },
    ]);
  });
});
