import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { describe, inject } from 'vitest';
import { type Database, openDatabase } from '../src/db/database.ts';
import { ENTITIES } from '../src/entities.ts';
import { openCopied } from './copied-schema.ts';
import { TEST_SERVER } from './test-server.ts';

/** A database that holds nothing when the test begins. */
export interface TestDatabase {
  readonly name: string;
  open(): Promise<Database & { readonly url: string }>;
}

async function onServer(sql: string, url = TEST_SERVER): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
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
  open: async () => ({ ...(await openCopied('sqlite::memory:', ENTITIES)), url: 'sqlite::memory:' }),
};

/** Databases of this process that no test uses now. Making one and dropping one each wait for the disk. */
const unused: string[] = [];

/** Without rows, sequences from their start; nobody else is connected. */
const EMPTIED = `do $$
declare
  name text;
  has_rows boolean;
  filled text[] := '{}';
begin
  perform pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid();
  for name in select quote_ident(tablename) from pg_tables where schemaname = 'public' and tablename <> 'migration' loop
    execute 'select exists (select from ' || name || ')' into has_rows;
    if has_rows then filled := filled || name; end if;
  end loop;
  if filled <> '{}' then execute 'truncate ' || array_to_string(filled, ', ') || ' cascade'; end if;
  for name in select quote_ident(sequencename) from pg_sequences
    where schemaname = 'public' and last_value is not null and sequencename <> 'migration_id_seq' loop
    execute 'alter sequence ' || name || ' restart';
  end loop;
end $$`;

function addressOf(name: string): string {
  const url = new URL(TEST_SERVER);
  url.pathname = `/${name}`;
  return url.href;
}

/** Its commits do not wait for the disk: no test crashes the server that they share. */
async function makeDatabase(): Promise<string> {
  const name = `${inject('databasesOfRun')}_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name}`);
  await onServer(`alter database ${name} set synchronous_commit = off`);
  return name;
}

async function emptyDatabase(): Promise<string> {
  const name = unused.pop();
  if (!name) return makeDatabase();
  await onServer(EMPTIED, addressOf(name));
  return name;
}

/** A database is emptied and used again; `test/databases-of-run.ts` drops them when all tests have ended. */
const postgresql: TestDatabase = {
  name: 'PostgreSQL',
  async open() {
    const name = await emptyDatabase();
    const url = addressOf(name);
    const database = await openDatabase(url, ENTITIES);
    const close = async () => {
      await database.close();
      unused.push(name);
    };
    return { ...database, close, url };
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
