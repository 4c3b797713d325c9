import { identityOf, type Viewer } from '../access.ts';
import type { EntityManager } from '../db/database.ts';
import { Job, type JobOrigin } from './job.ts';
import { announceJobs } from './job-change.ts';
import { JobMember } from './job-member.ts';
import { pendingKey } from './pending-key.ts';

/** The viewer who asks for a job, or the name of what asks without being one, such as a policy. */
export type Requester = Pick<Viewer, 'name' | 'credential'> | string;

export interface NewJob {
  readonly kind: string;
  /** What it is for within its kind. */
  readonly topic?: string;
  /** Jobs of one workload take a similar time. */
  readonly workload?: string;
  readonly sensorId: number | null;
  /** Of a job about several sensors together: all of them, each once. */
  readonly memberIds?: readonly number[];
  readonly request: object;
  readonly requestedBy: Requester;
  readonly origin?: JobOrigin;
  /** The higher, the sooner; 0 where left out. */
  readonly priority?: number;
  /** Jobs that were asked for together. */
  readonly batch?: string | null;
  /** How many jobs of the batch may run at once, over all processes. */
  readonly batchLimit?: number | null;
  /** The span that asks for it, as the header `traceparent` names it. */
  readonly traceParent?: string | null;
}

/** A job for each that was asked for, in that order: a new one, or the identical one that is not yet ended. */
export interface Enqueued {
  readonly job: Job;
  readonly isNew: boolean;
}

const ROWS_AT_A_TIME = 100;

/**
 * Puts jobs into the queue in the caller's transaction, all of them together; the last thing it does but commit.
 * Identical requests that are pending share one job, also when two callers meet.
 */
export async function enqueueWithin(em: EntityManager, asked: readonly NewJob[]): Promise<Enqueued[]> {
  const keys = asked.map(({ kind, request }) => pendingKey(kind, request));
  const first = new Map<string, number>();
  for (const [i, key] of keys.entries()) if (!first.has(key)) first.set(key, i);
  const fresh = new Set<string>();
  let pending = await pendingIds(em, [...first.keys()]);
  while (pending.size < first.size) {
    const missing = [...first.keys()].filter((key) => !pending.has(key));
    for (const key of await insert(em, missing, (one) => asked[first.get(one) as number])) fresh.add(key);
    pending = await pendingIds(em, [...first.keys()]);
  }
  const jobs = await em.find(Job, { id: { $in: [...pending.values()] } }, { orderBy: { id: 'asc' } });
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const isNew = (key: string) => fresh.has(key);
  const members = [...fresh].flatMap((key) => {
    const { memberIds = [] } = asked[first.get(key) as number];
    return memberIds.map((sensorId) => ({ jobId: pending.get(key) as number, sensorId }));
  });
  for (let from = 0; from < members.length; from += ROWS_AT_A_TIME)
    await em.insertMany(JobMember, members.slice(from, from + ROWS_AT_A_TIME));
  await announceJobs(
    em,
    jobs.filter(({ pendingKey: key }) => isNew(key as string)),
  );
  return keys.map((key, i) => ({
    job: byId.get(pending.get(key) as number) as Job,
    isNew: isNew(key) && first.get(key) === i,
  }));
}

async function pendingIds(em: EntityManager, keys: readonly string[]): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (let from = 0; from < keys.length; from += ROWS_AT_A_TIME) {
    const rows: { id: number; pending_key: string }[] = await em.execute(
      'select id, pending_key from job where pending_key in (?)',
      [keys.slice(from, from + ROWS_AT_A_TIME)],
    );
    for (const { id, pending_key } of rows) found.set(pending_key, id);
    await turn();
  }
  return found;
}

/** Gives the keys that were not pending. */
async function insert(
  em: EntityManager,
  keys: readonly string[],
  of: (key: string) => NewJob,
): Promise<string[]> {
  const inserted: string[] = [];
  for (let from = 0; from < keys.length; from += ROWS_AT_A_TIME) {
    const rows = keys.slice(from, from + ROWS_AT_A_TIME).map((key) => rowOf(key, of(key)));
    const written: { pendingKey?: string; pending_key?: string }[] = await em
      .createQueryBuilder(Job)
      .insert(rows)
      .onConflict('pendingKey')
      .ignore()
      .returning(['pendingKey'])
      .execute('all');
    inserted.push(...written.map((row) => (row.pendingKey ?? row.pending_key) as string));
    await turn();
  }
  return inserted;
}

const rowOf = (key: string, { request, requestedBy, origin, priority, memberIds: _, ...rest }: NewJob) => ({
  ...rest,
  ...(typeof requestedBy === 'string'
    ? { requestedBy, requester: null }
    : { requestedBy: requestedBy.name, requester: identityOf(requestedBy) }),
  request: JSON.stringify(request),
  pendingKey: key,
  origin: origin ?? 'REQUEST',
  priority: priority ?? 0,
  status: 'QUEUED' as const,
  createdAtMs: Date.now(),
});

/** Lets others have the event loop: statements of SQLite do not. */
const turn = () => new Promise((resume) => setImmediate(resume));
