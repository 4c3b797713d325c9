import { randomUUID } from 'node:crypto';
import { type Database, dialectOf, type EntityManager } from '../db/database.ts';
import type { DomainError } from '../errors.ts';
import { Job } from './job.ts';
import { announceJob } from './job-change.ts';

/** A job that was started this often and never finished is given up. */
const MAX_ATTEMPTS = 3;

export interface JobProgress {
  /** In [0, 1]. */
  readonly share: number;
  readonly stage: string;
  /** Becomes the `detail` of the job; that stays as it was where this is left out. */
  readonly detail?: object;
}

/** CANCELLED: the caller of the job wants it to end. LOST: the lease ran out and the job is someone else's now. */
type LeaseState = 'HELD' | 'CANCELLED' | 'LOST';

/** Runs in the transaction that marks a job SUCCEEDED, and gives its result. */
export type Finish = (em: EntityManager) => Promise<object>;

/**
 * Who works on what. A claimed job carries a lease with an owner that no other claim has; every change of a running
 * job is fenced by it, so that a runner that was thought dead can no longer change anything. All clocks that share a
 * database must agree within the length of a lease.
 */
export class JobLeases {
  readonly #db: Database;
  readonly #feed: { wake(): void };

  constructor(db: Database, feed: { wake(): void }) {
    this.#db = db;
    this.#feed = feed;
  }

  /** Takes the oldest queued job of one of these kinds, if there is one. */
  async claim(kinds: readonly string[], leaseMs: number): Promise<Job | null> {
    const job = await this.#db.transaction(async (em) => {
      const now = Date.now();
      const [row]: { id: number }[] = await em.execute(
        `update job set status = 'RUNNING', attempt = attempt + 1, progress = 0, stage = '', detail = null,
          lease_owner = ?, lease_until_ms = ?, started_at_ms = coalesce(started_at_ms, ?)
          where id = (select id from job where status = 'QUEUED' and kind in (?) order by id limit 1 ${skipLocked(em)})
          returning id`,
        [randomUUID(), now + leaseMs, now, [...kinds]],
      );
      if (!row) return null;
      const claimed = await em.findOneOrFail(Job, row.id);
      await announceJob(em, claimed);
      return claimed;
    });
    if (job) this.#feed.wake();
    return job;
  }

  /** Prolongs the lease, with news of the progress where there is some. */
  async renew(job: Job, leaseMs: number, progress?: JobProgress): Promise<LeaseState> {
    const held = await this.#change(
      job,
      async (_em, row) => {
        row.leaseUntilMs = Date.now() + leaseMs;
        if (progress) Object.assign(row, { progress: progress.share, stage: progress.stage });
        if (progress?.detail) row.detail = JSON.stringify(progress.detail);
      },
      progress !== undefined,
    );
    if (!held) return 'LOST';
    return held.cancelRequestedAtMs == null ? 'HELD' : 'CANCELLED';
  }

  /** Marks the job SUCCEEDED together with what `finish` writes; CANCELLED instead when that was asked for before. */
  async succeed(job: Job, finish: Finish): Promise<void> {
    await this.#change(job, async (em, row) => {
      if (row.cancelRequestedAtMs != null) return end(row, 'CANCELLED');
      row.result = JSON.stringify(await finish(em));
      row.progress = 1;
      end(row, 'SUCCEEDED');
    });
  }

  async cancelled(job: Job): Promise<void> {
    await this.#change(job, async (_em, row) => end(row, 'CANCELLED'));
  }

  /** An expected failure: trying again would give the same. */
  async fail(job: Job, error: DomainError): Promise<void> {
    await this.#change(job, async (_em, row) => failWith(row, error));
  }

  /** An unexpected failure: the job is tried again unless it has been too often. */
  async retry(job: Job): Promise<void> {
    await this.#change(job, async (_em, row) => requeueOrAbandon(row));
  }

  /** The runner stops before the job has ended; the attempt does not count. */
  async giveBack(job: Job): Promise<void> {
    await this.#change(job, async (_em, row) => {
      row.attempt -= 1;
      requeueOrAbandon(row);
    });
  }

  /** Takes jobs from runners whose leases ran out. Gives how many. */
  async reclaimExpired(): Promise<number> {
    const reclaimed = await this.#db.transaction(async (em) => {
      const rows: { id: number }[] = await em.execute(
        `select id from job where status = 'RUNNING' and lease_until_ms < ? order by id ${skipLocked(em)}`,
        [Date.now()],
      );
      const jobs = await em.find(Job, { id: { $in: rows.map((row) => row.id) } });
      for (const job of jobs) requeueOrAbandon(job);
      await em.flush();
      for (const job of jobs) await announceJob(em, job);
      return jobs.length;
    });
    if (reclaimed > 0) this.#feed.wake();
    return reclaimed;
  }

  /** Changes a job whose lease is still that of `job`; undefined, and nothing changed, when it is not. */
  async #change(
    job: Job,
    change: (em: EntityManager, row: Job) => Promise<void>,
    announced = true,
  ): Promise<Job | undefined> {
    const changed = await this.#db.transaction(async (em) => {
      const [held] = await em.execute(
        `select id from job where id = ? and lease_owner = ? and status = 'RUNNING' ${forUpdate(em)}`,
        [job.id, job.leaseOwner],
      );
      if (!held) return undefined;
      const row = await em.findOneOrFail(Job, job.id);
      await change(em, row);
      await em.flush();
      if (announced) await announceJob(em, row);
      return row;
    });
    if (changed && announced) this.#feed.wake();
    return changed;
  }
}

/** Row locks exist on PostgreSQL; SQLite has a single writer. */
export const forUpdate = (em: EntityManager): string => (dialectOf(em) === 'postgresql' ? 'for update' : '');

const skipLocked = (em: EntityManager): string =>
  dialectOf(em) === 'postgresql' ? 'for update skip locked' : '';

/** Ends a job: nobody holds it any more. */
export function end(job: Job, status: 'SUCCEEDED' | 'FAILED' | 'CANCELLED'): void {
  Object.assign(job, { status, finishedAtMs: Date.now(), leaseOwner: null, leaseUntilMs: null });
}

function failWith(job: Job, error: Pick<DomainError, 'code' | 'message' | 'remedy'>): void {
  Object.assign(job, { errorCode: error.code, errorMessage: error.message, errorRemedy: error.remedy });
  end(job, 'FAILED');
}

function requeueOrAbandon(job: Job): void {
  if (job.cancelRequestedAtMs != null) end(job, 'CANCELLED');
  else if (job.attempt >= MAX_ATTEMPTS) {
    failWith(job, {
      code: 'JOB_ABANDONED',
      message: `The job was started ${job.attempt} times and never ended`,
      remedy: 'Look for its faults in the log of the server, then ask for the job again.',
    });
  } else {
    const queued = { status: 'QUEUED', leaseOwner: null, leaseUntilMs: null, progress: 0, stage: '' };
    Object.assign(job, queued);
  }
}
