import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { TEST_SERVER } from './test-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** How the names of all PostgreSQL databases of this run of the tests begin. */
    databasesOfRun: string;
  }
}

/** Drops what `test/database.ts` has made in this run. */
export default function databasesOfRun(project: TestProject): () => Promise<void> {
  const prefix = `telltale_test_${randomBytes(4).toString('hex')}`;
  project.provide('databasesOfRun', prefix);
  return () => dropDatabases(prefix);
}

async function dropDatabases(prefix: string): Promise<void> {
  const client = new Client({ connectionString: TEST_SERVER, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
  } catch {
    return;
  }
  const { rows } = await client.query<{ name: string }>(
    'select datname as name from pg_database where starts_with(datname, $1)',
    [prefix],
  );
  for (const { name } of rows) await client.query(`drop database if exists ${name} with (force)`);
  await client.end();
}
