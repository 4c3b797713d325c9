import { dialectOf, type EntityManager } from './database.ts';
import { LOCK_NUMBERS } from './lock-numbers.ts';

/** Waits until no other transaction holds the lock, and holds it until the caller's ends. SQLite has one writer and needs none. */
export async function lockUntilCommit(em: EntityManager, lock: keyof typeof LOCK_NUMBERS): Promise<void> {
  if (dialectOf(em) !== 'postgresql') return;
  await em.execute('select pg_advisory_xact_lock(?)', [LOCK_NUMBERS[lock]]);
}
