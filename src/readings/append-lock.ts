import { dialectOf, type EntityManager, limitIdleTime } from '../db/database.ts';
import { LOCK_NUMBERS } from '../db/lock-numbers.ts';

/** Sensors share this many locks: the server holds room for a few thousand, and a batch may name ten thousand sensors. */
const LOCKS = 256;

/**
 * Until the end of the transaction no other process appends to these sensors, so that "older than the newest reading"
 * has one meaning: what `ReadingsStore.latest` says after this is true until the commit. Taken in ascending order.
 */
export async function lockForAppend(em: EntityManager, sensorIds: readonly number[]): Promise<void> {
  if (dialectOf(em) !== 'postgresql') return;
  await limitIdleTime(em);
  const locks = [...new Set(sensorIds.map((id) => id % LOCKS))].sort((a, b) => a - b);
  const sql = `select pg_advisory_xact_lock(${LOCK_NUMBERS.READINGS}, id) from unnest(?::int[]) id`;
  await em.execute(sql, [`{${locks.join(',')}}`]);
}
