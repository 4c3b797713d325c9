import { DomainError } from '../errors.ts';
import type { Job } from './job.ts';
import type { Finish } from './job-lease.ts';
import type { JobQueue } from './job-queue.ts';
import { ProgressReport } from './progress-report.ts';

/** What a handler gets beside its job. `signal` aborts when the job is cancelled, its lease lost or the runner stopped. */
export interface JobRun {
  readonly signal: AbortSignal;
  /** `detail` stays what it was where it is left out. */
  progress(share: number, stage: string, detail?: object): void;
}

/**
 * Does the work of one kind of job. What it returns is called in the transaction that marks the job SUCCEEDED, so that
 * what it writes exists exactly when the job has succeeded; it may be called by nobody. A DomainError fails the job for
 * good, anything else is a fault and the job is tried again.
 */
export type JobHandler = (job: Job, run: JobRun) => Promise<Finish>;

export interface RunnerOptions {
  readonly concurrency: number;
  /** How long a job stays with a runner that is not heard of. */
  readonly leaseMs: number;
  /** How often the queue is looked at without being told: other processes write to it, too. */
  readonly pollMs: number;
  /** Told of every fault; `job` is null for one of the runner itself. */
  readonly onFault: (error: unknown, job: Job | null) => void;
}

const DEFAULTS = { concurrency: 1, leaseMs: 30_000, pollMs: 500 };

type Abort = 'CANCELLED' | 'LOST' | 'STOPPED';

interface Running {
  readonly job: Job;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** Works the queue in this process until it is stopped. */
export class JobRunner {
  readonly #queue: JobQueue;
  readonly #handlers: Readonly<Record<string, JobHandler>>;
  readonly #options: RunnerOptions;
  readonly #running = new Set<Running>();
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #timer: NodeJS.Timeout | undefined;
  #unlisten: (() => void) | undefined;
  #leasesSeenAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    queue: JobQueue,
    handlers: Readonly<Record<string, JobHandler>>,
    options: Partial<RunnerOptions> & Pick<RunnerOptions, 'onFault'>,
  ) {
    this.#queue = queue;
    this.#handlers = handlers;
    this.#options = { ...DEFAULTS, ...options };
  }

  start(): void {
    if (this.#timer) return;
    this.#timer = setInterval(() => this.#look(), this.#options.pollMs);
    this.#unlisten = this.#queue.onChange(() => this.#look());
    this.#look();
  }

  /** Ends its jobs and puts them back into the queue, as if they had not been started. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#unlisten?.();
    await this.#looking;
    const running = [...this.#running];
    for (const { controller } of running) controller.abort('STOPPED' satisfies Abort);
    await Promise.all(running.map(({ ended }) => ended));
  }

  /** One look at the queue at a time; a call during a look makes another one follow. */
  #look(): void {
    this.#lookAgain = true;
    this.#looking ??= this.#lookUntilQuiet().finally(() => {
      this.#looking = undefined;
    });
  }

  async #lookUntilQuiet(): Promise<void> {
    while (this.#lookAgain && this.#timer) {
      this.#lookAgain = false;
      try {
        await this.#mindLeases();
        await this.#mindCancels();
        await this.#fill();
      } catch (error) {
        this.#options.onFault(error, null);
      }
    }
  }

  /** Prolongs own leases and takes over those that ran out, well before any of its own could. */
  async #mindLeases(): Promise<void> {
    const { leaseMs } = this.#options;
    if (Date.now() - this.#leasesSeenAtMs < leaseMs / 3) return;
    this.#leasesSeenAtMs = Date.now();
    for (const { job, controller } of this.#running) {
      if ((await this.#queue.leases.renew(job, leaseMs)) === 'LOST') controller.abort('LOST' satisfies Abort);
    }
    await this.#queue.leases.reclaimExpired();
  }

  /** A cancelled job is let go of at once; its handler may take longer to end. */
  async #mindCancels(): Promise<void> {
    const wanted = await this.#queue.cancelRequested([...this.#running].map(({ job }) => job.id));
    for (const { job, controller } of this.#running) {
      if (!wanted.has(job.id) || controller.signal.aborted) continue;
      controller.abort('CANCELLED' satisfies Abort);
      await this.#queue.leases.cancelled(job);
    }
  }

  async #fill(): Promise<void> {
    const kinds = Object.keys(this.#handlers);
    while (this.#timer && this.#running.size < this.#options.concurrency) {
      const job = await this.#queue.leases.claim(kinds, this.#options.leaseMs);
      if (!job) return;
      const controller = new AbortController();
      const ended = this.#run(job, controller.signal).finally(() => {
        this.#running.delete(running);
        if (this.#timer) this.#look();
      });
      const running = { job, controller, ended };
      this.#running.add(running);
    }
  }

  async #run(job: Job, signal: AbortSignal): Promise<void> {
    const { leaseMs, onFault } = this.#options;
    const progress = new ProgressReport(async (news) => {
      await this.#queue.leases.renew(job, leaseMs, news).catch((error) => onFault(error, job));
    });
    const report: JobRun['progress'] = (...news) => progress.report(...news);
    try {
      const finish = await this.#handlers[job.kind](job, { signal, progress: report });
      await progress.close();
      await this.#queue.leases.succeed(job, finish);
    } catch (error) {
      await progress.close();
      await this.#failed(job, signal, error).catch((fault) => onFault(fault, job));
    }
  }

  async #failed(job: Job, signal: AbortSignal, error: unknown): Promise<void> {
    const { leases } = this.#queue;
    if (signal.aborted) {
      const abort: Abort = signal.reason;
      if (abort === 'STOPPED') await leases.giveBack(job);
      if (abort === 'CANCELLED') await leases.cancelled(job);
    } else if (error instanceof DomainError) await leases.fail(job, error);
    else {
      this.#options.onFault(error, job);
      await leases.retry(job);
    }
  }
}
