import type { EntityManager } from '../db/database.ts';
import { remainingMs, usualDuration } from './job-duration.ts';
import { workerSlots } from './job-workers.ts';

/** What one kind of job still has before it, by what such jobs took before. Times are in ms. */
export interface QueueEstimate {
  readonly queued: number;
  readonly running: number;
  /** Jobs that can run at once, over all processes that are there. */
  readonly slots: number;
  /** Pending jobs of which no like was ever measured: they are not in `workMs`. */
  readonly unmeasured: number;
  /** The time that all others together take a worker. */
  readonly workMs: number;
  /** Until the queue is empty, when nothing is added; null when that cannot be told. */
  readonly remainingMs: number | null;
}

interface Running {
  readonly status: string;
  readonly progress: number;
  readonly attempt_at_ms: number | string | null;
  readonly expected_ms: number | string | null;
}

export async function queueEstimate(em: EntityManager, kind: string): Promise<QueueEstimate> {
  const waiting: { workload: string | null; count: number | string }[] = await em.execute(
    `select workload, count(*) as count from job where kind = ? and status = 'QUEUED' group by workload`,
    [kind],
  );
  const running: Running[] = await em.execute(
    `select status, progress, attempt_at_ms, expected_ms from job where kind = ? and status = 'RUNNING'`,
    [kind],
  );
  const slots = await workerSlots(em);
  const times = running.map((row) => remainingMs(timingOf(row), Date.now()));
  let workMs = times.reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
  let unmeasured = times.filter((ms) => ms === null).length;
  for (const { workload, count } of waiting) {
    const usual = await usualDuration(em, kind, workload);
    if (usual === null) unmeasured += Number(count);
    else workMs += usual * Number(count);
  }
  const longest = Math.max(0, ...times.map((ms) => ms ?? 0));
  return {
    queued: waiting.reduce((sum, { count }) => sum + Number(count), 0),
    running: running.length,
    slots,
    unmeasured,
    workMs,
    remainingMs: unmeasured > 0 || slots === 0 ? null : Math.max(longest, Math.ceil(workMs / slots)),
  };
}

const timingOf = ({ status, progress, attempt_at_ms, expected_ms }: Running) => ({
  status,
  progress,
  attemptAtMs: attempt_at_ms === null ? null : Number(attempt_at_ms),
  expectedMs: expected_ms === null ? null : Number(expected_ms),
});
