import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { expect, onTestFinished } from 'vitest';
import type { Database } from '../../src/db/database.ts';

export interface LockedReadings {
  /** Until so many statements wait for the readings. */
  waiting(count: number): Promise<void>;
  unlock(): Promise<void>;
}

/** On PostgreSQL no statement can read until they are unlocked, as if each took very long. */
export async function lockReadings(db: Database): Promise<LockedReadings> {
  const native = await db.native();
  if (native.dialect !== 'postgresql') throw new Error('Only readings on PostgreSQL can be locked');
  const client: PoolClient = await native.pool.connect();
  await client.query('begin');
  await client.query('lock table reading in access exclusive mode');
  let isLocked = true;
  const unlock = async () => {
    if (!isLocked) return;
    isLocked = false;
    await client.query('rollback');
    client.release();
  };
  onTestFinished(unlock);
  const waiting = async (): Promise<number> => {
    // Within a transaction the first look would be the last.
    await client.query('select pg_stat_clear_snapshot()');
    const { rows } = await client.query(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and state = 'active'`,
    );
    return rows[0].n;
  };
  return {
    async waiting(count) {
      for (let i = 0; i < 500 && (await waiting()) !== count; i++) await sleep(10);
      expect(await waiting()).toBe(count);
    },
    unlock,
  };
}
