import type { EntityManager } from '../db/database.ts';

/** Jobs of which the middle duration is taken. */
const NEWEST = 20;

/** What is known of a job's time. Instants are ms since the epoch. */
export interface JobTiming {
  readonly status: string;
  readonly progress: number;
  readonly attemptAtMs?: number | null;
  readonly expectedMs?: number | null;
}

/** The middle duration of the newest succeeded jobs of a workload, in ms; null where there is none. */
export async function usualDuration(
  em: EntityManager,
  kind: string,
  workload: string | null | undefined,
): Promise<number | null> {
  if (workload == null) return null;
  const rows: { ms: number | string }[] = await em.execute(
    `select finished_at_ms - attempt_at_ms as ms from job where kind = ? and workload = ? and status = 'SUCCEEDED'
      and attempt_at_ms is not null order by id desc limit ${NEWEST}`,
    [kind, workload],
  );
  const sorted = rows.map(({ ms }) => Number(ms)).sort((a, b) => a - b);
  return sorted.length > 0 ? sorted[sorted.length >> 1] : null;
}

/** From this share on, a job's own pace says more than that of others. */
const TELLING_SHARE = 0.2;

/**
 * How long a running job still takes, in ms: by its own pace once enough of it is done, by what others of its workload
 * took before. Null where nothing is known, and of a job that does not run.
 */
export function remainingMs(
  { status, progress, attemptAtMs, expectedMs }: JobTiming,
  nowMs: number,
): number | null {
  if (status !== 'RUNNING' || attemptAtMs == null) return null;
  const elapsedMs = Math.max(0, nowMs - attemptAtMs);
  if (progress >= TELLING_SHARE) return Math.round((elapsedMs * (1 - progress)) / progress);
  return expectedMs == null ? null : Math.max(0, expectedMs - elapsedMs);
}
