import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { describe } from 'vitest';
import { type Database, openDatabase } from '../src/db/database.ts';
import { ENTITIES } from '../src/entities.ts';

const server = process.env.TELLTALE_TEST_POSTGRES_URL ?? 'postgresql://root@127.0.0.1:5432/postgres';

/** A database that is gone when the test has ended. */
export interface TestDatabase {
  readonly name: string;
  open(): Promise<Database & { readonly url: string }>;
}

async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: server, connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const answers = await onServer('select 1').then(
  () => true,
  () => false,
);

export const sqliteInMemory: TestDatabase = {
  name: 'SQLite',
  open: async () => ({ ...(await openDatabase('sqlite::memory:', ENTITIES)), url: 'sqlite::memory:' }),
};

const postgresql: TestDatabase = {
  name: 'PostgreSQL',
  async open() {
    const name = `telltale_test_${randomBytes(6).toString('hex')}`;
    await onServer(`create database ${name}`);
    const url = new URL(server);
    url.pathname = `/${name}`;
    const database = await openDatabase(url.href, ENTITIES);
    const close = async () => {
      await database.close();
      await onServer(`drop database if exists ${name} with (force)`);
    };
    return { ...database, close, url: url.href };
  },
};

/** Runs the tests of a room on SQLite, and again on PostgreSQL where a server answers; otherwise says so in one line. */
export function onEachDatabase(promise: string, tests: (database: TestDatabase) => void): void {
  describe(`${promise} (SQLite)`, () => tests(sqliteInMemory));
  onPostgresql(promise, tests);
}

/** Runs the tests where a PostgreSQL server answers; otherwise says so in one line. */
export function onPostgresql(promise: string, tests: (database: TestDatabase) => void): void {
  if (!answers) console.log(`skipped: ${promise} (PostgreSQL): no server answers`);
  describe.skipIf(!answers)(`${promise} (PostgreSQL)`, () => tests(postgresql));
}
