import type { Database as SqliteClient } from 'better-sqlite3';
import type { Pool } from 'pg';
import { dataVersionOf } from '../../src/db/data-version.ts';
import type { Database } from '../../src/db/database.ts';

/** Rows of each table. */
export type Counts = Readonly<Record<string, number>>;

export interface CountedTables {
  readonly isCounted: (table: string) => boolean;
  /** What a row must be to be counted, by table; any row where it is left out. */
  readonly only: Readonly<Record<string, string>>;
}

/** Counts the rows of the tables of a database; again only after something was written. */
export async function rowCounter(db: Database, which: CountedTables): Promise<() => Promise<Counts>> {
  const native = await db.native();
  return native.dialect === 'sqlite' ? onSqlite(native.connection, which) : onPostgresql(native.pool, which);
}

const countsOf = (tables: readonly string[], { isCounted, only }: CountedTables): string =>
  tables
    .filter(isCounted)
    .map((name) => `(select count(*) from "${name}"${only[name] ? ` where ${only[name]}` : ''}) as "${name}"`)
    .join(', ');

function onSqlite(connection: SqliteClient, which: CountedTables): () => Promise<Counts> {
  const named = connection.prepare<[], string>("select name from sqlite_master where type = 'table'").pluck();
  const counts = connection.prepare<[], Counts>(`select ${countsOf(named.all(), which)}`);
  const version = dataVersionOf({ dialect: 'sqlite', connection });
  let at: string | null = null;
  let kept: Counts = {};
  return async () => {
    const now = version();
    if (now === null || now !== at) kept = counts.get() as Counts;
    at = now;
    return kept;
  };
}

/** Under the same snapshot the same rows are seen. */
const SNAPSHOT = 'select pg_current_snapshot()::text as snapshot';

async function onPostgresql(pool: Pool, which: CountedTables): Promise<() => Promise<Counts>> {
  const named = await pool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  const tables = named.rows.map(({ name }) => name);
  const counting = `${SNAPSHOT}, ${countsOf(tables, which)}`;
  let at = '';
  let kept: Counts = {};
  return async () => {
    const now = await pool.query<{ snapshot: string }>(SNAPSHOT);
    if (now.rows[0].snapshot === at) return kept;
    const counted = await pool.query<Record<string, string>>({
      name: 'rows of the fuzzed plant',
      text: counting,
    });
    const { snapshot, ...counts } = counted.rows[0];
    at = snapshot;
    kept = Object.fromEntries(Object.entries(counts).map(([table, rows]) => [table, Number(rows)]));
    return kept;
  };
}
