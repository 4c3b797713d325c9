import { randomUUID } from 'node:crypto';
import { dialectOf, type EntityManager } from '../db/database.ts';
import { LOCK_NUMBERS } from '../db/lock-numbers.ts';
import { Job } from './job.ts';
import { usualDuration } from './job-duration.ts';

/** Row locks exist on PostgreSQL; SQLite has a single writer. */
export const forUpdate = (em: EntityManager): string => (dialectOf(em) === 'postgresql' ? 'for update' : '');

export const skipLocked = (em: EntityManager): string =>
  dialectOf(em) === 'postgresql' ? 'for update skip locked' : '';

const BATCH_HAS_ROOM = `(j.batch_limit is null or j.batch_limit >
  (select count(*) from job r where r.batch = j.batch and r.status = 'RUNNING'))`;

/** More jobs of a batch were claimed at the same time than may run: the claim is undone. */
export class BatchFullError extends Error {}

/**
 * Takes the job that is due: of the highest priority, then the oldest, leaving out those that wait for another attempt
 * and those of batches that have enough running.
 * @throws BatchFullError
 */
export async function takeDue(
  em: EntityManager,
  kinds: readonly string[],
  leaseMs: number,
): Promise<Job | null> {
  const now = Date.now();
  const [row]: { id: number }[] = await em.execute(
    `update job set status = 'RUNNING', attempt = attempt + 1, progress = 0, stage = '', detail = null,
      lease_owner = ?, lease_until_ms = ?, attempt_at_ms = ?, started_at_ms = coalesce(started_at_ms, ?)
      where id = (select j.id from job j where j.status = 'QUEUED' and j.kind in (?) and j.not_before_ms <= ?
        and ${BATCH_HAS_ROOM} order by j.priority desc, j.id limit 1 ${skipLocked(em)})
      returning id`,
    [randomUUID(), now + leaseMs, now, now, [...kinds], now],
  );
  if (!row) return null;
  const job = await em.findOneOrFail(Job, row.id);
  await refuseFullBatch(em, job);
  job.expectedMs = await usualDuration(em, job.kind, job.workload);
  await em.flush();
  return job;
}

/** Two that claim at the same time do not see each other's job: the later one counts again behind a lock. */
async function refuseFullBatch(em: EntityManager, { batch, batchLimit }: Job): Promise<void> {
  if (batchLimit == null || dialectOf(em) !== 'postgresql') return;
  await em.execute('select pg_advisory_xact_lock(?, hashtext(?))', [LOCK_NUMBERS.JOB_BATCHES, batch]);
  const [{ running }]: { running: number }[] = await em.execute(
    `select count(*)::int as running from job where batch = ? and status = 'RUNNING'`,
    [batch],
  );
  if (running > batchLimit) throw new BatchFullError();
}
