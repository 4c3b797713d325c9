import type { Database } from '../db/database.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { Job } from './job.ts';
import { announceJob } from './job-change.ts';
import { end, forUpdate, JobLeases } from './job-lease.ts';

export interface NewJob {
  readonly kind: string;
  readonly sensorId: number | null;
  readonly request: object;
  readonly requestedBy: string;
}

/** Durable work in the order it was asked for. Every change of a job is announced in the transaction that makes it. */
export class JobQueue {
  readonly leases: JobLeases;
  readonly #db: Database;
  readonly #feed: { wake(): void };
  readonly #listeners = new Set<() => void>();

  constructor(db: Database, feed: { wake(): void }) {
    this.#db = db;
    this.#feed = feed;
    this.leases = new JobLeases(db, feed);
  }

  async enqueue({ kind, sensorId, request, requestedBy }: NewJob): Promise<Job> {
    const job = await this.#db.transaction(async (em) => {
      const queued = em.create(Job, {
        kind,
        sensorId,
        request: JSON.stringify(request),
        status: 'QUEUED',
        requestedBy,
        createdAtMs: Date.now(),
      });
      await em.flush();
      await announceJob(em, queued);
      return queued;
    });
    this.#changed();
    return job;
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
      row.cancelRequestedAtMs = Date.now();
      if (row.status === 'QUEUED') end(row, 'CANCELLED');
      await em.flush();
      await announceJob(em, row);
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
