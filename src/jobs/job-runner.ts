import { unwitnessed } from '../db/witness.ts';
import { DomainError, UnavailableError } from '../errors.ts';
import type { Job } from './job.ts';
import type { Finish, JobNews } from './job-lease.ts';
import type { JobQueue } from './job-queue.ts';
import { JobReport } from './job-report.ts';
import type { JobStep, JobStepListener } from './job-steps.ts';
import type { JobWorkers } from './job-workers.ts';
import { Turns } from './turns.ts';

/** What a handler gets beside its job. `signal` aborts when the job is cancelled, its lease lost or the runner stopped. */
export interface JobRun {
  readonly signal: AbortSignal;
  /** `detail` stays what it was where it is left out. */
  progress(share: number, stage: string, detail?: object): void;
  /** A line for the log of the job. It is written soon, in order, and at the latest with the end of the job. */
  log(text: string): void;
  /** Does the heavy part when one of the runner's `concurrency` turns is free: what comes before and after takes none. */
  turn<T>(work: () => Promise<T>): Promise<T>;
  /** Says where on its way the job is. */
  step(step: JobStep): void;
}

/**
 * Does the work of one kind of job. What it returns is called in the transaction that marks the job SUCCEEDED, so that
 * what it writes exists exactly when the job has succeeded; it may be called by nobody. A DomainError fails the job for
 * good, but for an UnavailableError; that, and anything else, is a fault, and the job is tried again.
 */
export type JobHandler = (job: Job, run: JobRun) => Promise<Finish>;

export interface RunnerOptions {
  /** Jobs whose heavy part may run at once. */
  readonly concurrency: number;
  /** Jobs beyond those that may be under way, so that the next one is ready when a turn is free. */
  readonly ahead: number;
  /** How long a job stays with a runner that is not heard of. */
  readonly leaseMs: number;
  /** How often the queue is looked at without being told: other processes write to it, too. */
  readonly pollMs: number;
  /** No other process works on this database: what is RUNNING at the start was left by an earlier one. */
  readonly isAlone: boolean;
  /** Where this runner says that it is there. */
  readonly workers: JobWorkers | null;
  readonly onStep: JobStepListener;
  /** Does the work of an attempt and sees what becomes of it. */
  readonly watched: <T>(job: Job, work: () => Promise<T>) => Promise<T>;
  /** Told of every fault; `job` is null for one of the runner itself. */
  readonly onFault: (error: unknown, job: Job | null) => void;
}

const DEFAULTS = {
  concurrency: 1,
  ahead: 0,
  leaseMs: 30_000,
  pollMs: 500,
  isAlone: false,
  workers: null,
  onStep: () => {},
  watched: <T>(_job: Job, work: () => Promise<T>) => work(),
};

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
  readonly #turns: Turns;
  readonly #running = new Set<Running>();
  #isFirstLook = true;
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
    this.#turns = new Turns(this.#options.concurrency);
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
    await this.#options.workers?.leave();
  }

  /** One look at the queue at a time; a call during a look makes another one follow. */
  #look(): void {
    this.#lookAgain = true;
    this.#looking ??= unwitnessed(() => this.#lookUntilQuiet()).finally(() => {
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
    await this.#options.workers?.beat(this.#options.concurrency, leaseMs);
    await this.#queue.leases.reclaim(this.#options.isAlone && this.#isFirstLook);
    this.#isFirstLook = false;
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
    const { concurrency, ahead, onStep } = this.#options;
    while (this.#timer && this.#running.size < concurrency + ahead) {
      const job = await this.#queue.leases.claim(kinds, this.#options.leaseMs);
      if (!job) return;
      onStep('CLAIMED');
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
    const { leaseMs, onFault, onStep, watched } = this.#options;
    const report = new JobReport((news) =>
      this.#queue.leases.renew(job, leaseMs, news).then(
        () => true,
        (error) => {
          onFault(error, job);
          return false;
        },
      ),
    );
    const run: JobRun = {
      signal,
      progress: (...news) => report.report(...news),
      log: (text) => report.log(text),
      turn: (work) => this.#turns.take(work, signal),
      step: onStep,
    };
    try {
      await watched(job, async () => {
        const finish = await this.#handlers[job.kind](job, run);
        await this.#queue.leases.succeed(job, finish, await report.close());
      });
      onStep('COMMITTED');
    } catch (error) {
      await this.#failed(job, signal, error, await report.close()).catch((fault) => onFault(fault, job));
    }
  }

  async #failed(job: Job, signal: AbortSignal, error: unknown, news: JobNews): Promise<void> {
    const { leases } = this.#queue;
    if (signal.aborted) {
      const abort: Abort = signal.reason;
      if (abort === 'STOPPED') await leases.giveBack(job, news);
      if (abort === 'CANCELLED') await leases.cancelled(job, news);
    } else if (error instanceof DomainError && !(error instanceof UnavailableError))
      await leases.fail(job, error, news);
    else {
      this.#options.onFault(error, job);
      await leases.retry(job, news);
    }
  }
}
