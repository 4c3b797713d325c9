import { type Database, type EntityManager, limitIdleTime } from '../db/database.ts';
import type { DomainError } from '../errors.ts';
import { Job } from './job.ts';
import { announceJobs } from './job-change.ts';
import { BatchFullError, forUpdate, skipLocked, takeDue } from './job-claim.ts';
import {
  cancelNow,
  DEFAULT_RETRY,
  end,
  failWith,
  putBack,
  type RetryPolicy,
  tryAgain,
} from './job-ending.ts';
import { line, type NewLine } from './job-log.ts';

export interface JobProgress {
  /** In [0, 1]. */
  readonly share: number;
  readonly stage: string;
  /** Becomes the `detail` of the job; that stays as it was where this is left out. */
  readonly detail?: object;
}

/** What a running job says of itself. */
export interface JobNews {
  readonly progress?: JobProgress;
  readonly lines: readonly NewLine[];
}

const NOTHING: JobNews = { lines: [] };

/** CANCELLED: the caller of the job wants it to end. LOST: the lease ran out and the job is someone else's now. */
type LeaseState = 'HELD' | 'CANCELLED' | 'LOST';

/** Runs in the transaction that marks a job SUCCEEDED, and gives its result. */
export type Finish = (em: EntityManager) => Promise<object>;

type Change = (em: EntityManager, row: Job) => Promise<NewLine | undefined>;

/**
 * Who works on what. A claimed job carries a lease with an owner that no other claim has; every change of a running
 * job is fenced by it, so that a runner that was thought dead can no longer change anything, nor write a line into the
 * log. All clocks that share a database must agree within the length of a lease.
 */
export class JobLeases {
  readonly #db: Database;
  readonly #feed: { wake(): void };
  readonly #retry: RetryPolicy;

  constructor(db: Database, feed: { wake(): void }, retry: RetryPolicy = DEFAULT_RETRY) {
    this.#db = db;
    this.#feed = feed;
    this.#retry = retry;
  }

  /** Takes the job of one of these kinds that is due, if there is one. */
  async claim(kinds: readonly string[], leaseMs: number): Promise<Job | null> {
    const claimed = this.#db.transaction(async (em) => {
      await limitIdleTime(em);
      const job = await takeDue(em, kinds, leaseMs);
      if (!job) return null;
      const said = line(`Attempt ${job.attempt} of ${this.#retry.attempts} begins in process ${process.pid}`);
      await announceJobs(em, [job], [{ job, lines: [said] }]);
      return job;
    });
    const job = await claimed.catch((error) => {
      if (error instanceof BatchFullError) return null;
      throw error;
    });
    if (job) this.#feed.wake();
    return job;
  }

  /** Prolongs the lease, with news where there are some. What was written is durable when it resolves with HELD or CANCELLED. */
  async renew(job: Job, leaseMs: number, news: JobNews = NOTHING): Promise<LeaseState> {
    const change: Change = async (_em, row) => {
      row.leaseUntilMs = Date.now() + leaseMs;
      return undefined;
    };
    const held = await this.#change(job, change, news, news.progress !== undefined);
    if (!held) return 'LOST';
    return held.cancelRequestedAtMs == null ? 'HELD' : 'CANCELLED';
  }

  /** Marks the job SUCCEEDED together with what `finish` writes; CANCELLED instead when that was asked for before. */
  async succeed(job: Job, finish: Finish, news = NOTHING): Promise<void> {
    const change: Change = async (em, row) => {
      if (row.cancelRequestedAtMs != null) return cancelNow(row);
      row.result = JSON.stringify(await finish(em));
      row.progress = 1;
      end(row, 'SUCCEEDED');
      return line('Succeeded');
    };
    await this.#change(job, change, news);
  }

  async cancelled(job: Job, news = NOTHING): Promise<void> {
    await this.#change(job, async (_em, row) => cancelNow(row), news);
  }

  /** An expected failure: trying again would give the same. */
  async fail(job: Job, error: DomainError, news = NOTHING): Promise<void> {
    await this.#change(job, async (_em, row) => failWith(row, error), news);
  }

  /** An unexpected failure: the job is tried again, later each time, unless it has been too often. */
  async retry(job: Job, news = NOTHING): Promise<void> {
    await this.#change(job, async (_em, row) => tryAgain(row, 'Ended by a fault', this.#retry), news);
  }

  /** The runner stops before the job has ended; the attempt does not count. */
  async giveBack(job: Job, news = NOTHING): Promise<void> {
    await this.#change(job, async (_em, row) => putBack(row), news);
  }

  /**
   * Takes jobs from runners whose leases ran out. Gives how many.
   * @param all also those whose leases still run: nobody else works on this database
   */
  async reclaim(all = false): Promise<number> {
    const reclaimed = await this.#db.transaction(async (em) => {
      await limitIdleTime(em);
      const rows: { id: number }[] = await em.execute(
        `select id from job where status = 'RUNNING' and lease_until_ms < ? order by id ${skipLocked(em)}`,
        [all ? Number.MAX_SAFE_INTEGER : Date.now()],
      );
      const jobs = await em.find(Job, { id: { $in: rows.map((row) => row.id) } });
      const why = 'Nothing more was heard of its worker';
      const entries = jobs.map((job) => ({ job, lines: [tryAgain(job, why, this.#retry)] }));
      await em.flush();
      await announceJobs(em, jobs, entries);
      return jobs.length;
    });
    if (reclaimed > 0) this.#feed.wake();
    return reclaimed;
  }

  /** Which of these lease owners still hold a job. */
  async holding(em: EntityManager, owners: readonly string[]): Promise<Set<string>> {
    if (owners.length === 0) return new Set();
    const rows: { lease_owner: string }[] = await em.execute(
      `select lease_owner from job where status = 'RUNNING' and lease_owner in (?)`,
      [[...owners]],
    );
    return new Set(rows.map((row) => row.lease_owner));
  }

  /** Changes a job whose lease is still that of `job`; undefined, and nothing changed, when it is not. */
  async #change(job: Job, change: Change, news: JobNews, announced = true): Promise<Job | undefined> {
    const changed = await this.#db.transaction(async (em) => {
      await limitIdleTime(em);
      const [held] = await em.execute(
        `select id from job where id = ? and lease_owner = ? and status = 'RUNNING' ${forUpdate(em)}`,
        [job.id, job.leaseOwner],
      );
      if (!held) return undefined;
      const row = await em.findOneOrFail(Job, job.id);
      if (news.progress) accept(row, news.progress);
      const said = await change(em, row);
      await em.flush();
      const lines = said ? [...news.lines, said] : news.lines;
      await announceJobs(em, announced ? [row] : [], [{ job: row, lines }]);
      return row;
    });
    if (changed && (announced || news.lines.length > 0)) this.#feed.wake();
    return changed;
  }
}

function accept(job: Job, { share, stage, detail }: JobProgress): void {
  Object.assign(job, { progress: share, stage });
  if (detail) job.detail = JSON.stringify(detail);
}
