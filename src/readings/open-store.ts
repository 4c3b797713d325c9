import type { Database } from '../db/database.ts';
import { PostgresReadings } from './postgresql-store.ts';
import { SqliteReadings } from './sqlite-store.ts';
import type { ReadingsStore } from './store.ts';

/** The readings store of whichever database is open. */
export async function openReadings(db: Database): Promise<ReadingsStore> {
  const native = await db.native();
  return native.dialect === 'sqlite'
    ? new SqliteReadings(native.connection)
    : new PostgresReadings(native.pool);
}
