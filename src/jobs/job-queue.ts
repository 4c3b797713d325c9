import type { Database, EntityManager } from '../db/database.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { type Enqueued, enqueueWithin, type NewJob } from './enqueue.ts';
import { Job } from './job.ts';
import { announceJobs } from './job-change.ts';
import { forUpdate } from './job-claim.ts';
import { cancelNow, DEFAULT_RETRY, type RetryPolicy } from './job-ending.ts';
import { JobLeases } from './job-lease.ts';
import { line } from './job-log.ts';

/** The same work waits or is under way already. */
export class AlreadyQueuedError extends ConflictError {
  constructor({ id, status }: Job) {
    const state = status === 'QUEUED' ? 'waits in the queue' : 'is under way';
    super(
      'ALREADY_QUEUED',
      `The same request ${state} as job ${id}`,
      'Follow that job, or cancel it and ask again.',
      { jobId: id },
    );
    this.name = 'AlreadyQueuedError';
  }
}

/** Durable work by priority, then in the order it was asked for. Every change of a job is announced in the transaction that makes it. */
export class JobQueue {
  readonly leases: JobLeases;
  readonly #db: Database;
  readonly #feed: { wake(): void };
  readonly #traceParent: () => string | null;
  readonly #listeners = new Set<() => void>();

  /** @param traceParent the span that asks for what is put into the queue now */
  constructor(
    db: Database,
    feed: { wake(): void },
    retry: RetryPolicy = DEFAULT_RETRY,
    traceParent: () => string | null = () => null,
  ) {
    this.#db = db;
    this.#feed = feed;
    this.#traceParent = traceParent;
    this.leases = new JobLeases(db, feed, retry);
  }

  /** @throws AlreadyQueuedError where the identical request is pending */
  async enqueue(asked: NewJob): Promise<Job> {
    const [{ job, isNew }] = await this.enqueueAll(() => [asked]);
    if (!isNew) throw new AlreadyQueuedError(job);
    return job;
  }

  /** Puts into the queue what `choose` asks for in the same transaction: all of it, or nothing. */
  async enqueueAll(
    choose: (em: EntityManager) => readonly NewJob[] | Promise<readonly NewJob[]>,
  ): Promise<Enqueued[]> {
    const traceParent = this.#traceParent();
    const enqueued = await this.#db.transaction(async (em) => {
      const asked = (await choose(em)).map((job) => ({ ...job, traceParent }));
      return asked.length > 0 ? enqueueWithin(em, asked) : [];
    });
    if (enqueued.some(({ isNew }) => isNew)) this.#changed();
    return enqueued;
  }

  /**
   * A queued job is cancelled at once, a running one as soon as its runner has let go of it. Asking again changes
   * nothing.
   * @throws NotFoundError where no job of the kind has the id; ConflictError JOB_FINISHED
   */
  async cancel(id: number, kind: string): Promise<Job> {
    const job = await this.#db.transaction(async (em) => {
      await em.execute(`select id from job where id = ? ${forUpdate(em)}`, [id]);
      const row = await em.findOne(Job, { id, kind });
      if (!row) throw new NotFoundError('job', id);
      if (row.finishedAtMs != null) throw finished(row);
      if (row.cancelRequestedAtMs != null) return row;
      Object.assign(row, { cancelRequestedAtMs: Date.now(), pendingKey: null });
      const said = row.status === 'QUEUED' ? cancelNow(row) : line('Its end was asked for');
      await em.flush();
      await announceJobs(em, [row], [{ job: row, lines: [said] }]);
      return row;
    });
    this.#changed();
    return job;
  }

  /** Which of these jobs someone wants to end. */
  async cancelRequested(ids: readonly number[]): Promise<Set<number>> {
    if (ids.length === 0) return new Set();
    const rows: { id: number }[] = await this.#db
      .em()
      .execute('select id from job where id in (?) and cancel_requested_at_ms is not null', [[...ids]]);
    return new Set(rows.map((row) => row.id));
  }

  /** Calls back after every job enqueued or cancelled in this process; gives a function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    this.#feed.wake();
    for (const listener of this.#listeners) listener();
  }
}

const finished = (job: Job): ConflictError =>
  new ConflictError(
    'JOB_FINISHED',
    `Job ${job.id} has ${job.status.toLowerCase()} already`,
    'Only a queued or a running job can be cancelled.',
    { status: job.status },
  );
