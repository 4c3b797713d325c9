import type { EntityManager } from '../db/database.ts';
import type { JobStatus } from './job.ts';

/** How many jobs of a kind are in a state, and when the first of them was asked for, ms since the epoch. */
export interface JobCount {
  readonly kind: string;
  readonly status: JobStatus;
  readonly jobs: number;
  readonly oldestMs: number;
}

/** In one statement. */
export async function jobCounts(em: EntityManager): Promise<JobCount[]> {
  const sql = 'select kind, status, count(*) jobs, min(created_at_ms) oldest from job group by kind, status';
  const rows: { kind: string; status: JobStatus; jobs: unknown; oldest: unknown }[] = await em.execute(sql);
  return rows.map(({ kind, status, jobs, oldest }) => ({
    kind,
    status,
    jobs: Number(jobs),
    oldestMs: Number(oldest),
  }));
}
