import type { JobNews, JobProgress } from './job-lease.ts';
import { line, type NewLine } from './job-log.ts';

/** News are written at most this often, unless the stage changes. */
const INTERVAL_MS = 250;
/** Lines that one attempt may write; what a handler says beyond that is left out. */
const MOST_LINES = 5_000;

/**
 * What a job says of itself on its way into the database: progress never goes backwards, and of what comes faster than it
 * may be written only the newest is; lines are all written, in order. One write at a time.
 */
export class JobReport {
  readonly #write: (news: JobNews) => Promise<boolean>;
  #latest: JobProgress = { share: 0, stage: '' };
  #written: JobProgress = this.#latest;
  #lines: NewLine[] = [];
  #lineCount = 0;
  #writtenAtMs = Number.NEGATIVE_INFINITY;
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failing = false;
  #closed = false;

  /** @param write must not reject; false when nothing was written, which is then tried again */
  constructor(write: (news: JobNews) => Promise<boolean>) {
    this.#write = write;
  }

  report(share: number, stage: string, detail = this.#latest.detail): void {
    const bounded = Math.min(1, Math.max(this.#latest.share, Number.isFinite(share) ? share : 0));
    this.#latest = { share: bounded, stage, detail };
    this.#next();
  }

  log(text: string): void {
    if (this.#closed || ++this.#lineCount > MOST_LINES) return;
    this.#lines.push(line(this.#lineCount === MOST_LINES ? 'The log is full; more is left out' : text));
    this.#next();
  }

  /** Ends it, and gives what is still to be written: it belongs into the transaction that ends the job. */
  async close(): Promise<JobNews> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#writing;
    return this.#news();
  }

  #news(): JobNews {
    const progress = this.#latest === this.#written ? undefined : this.#latest;
    return { progress, lines: this.#lines };
  }

  #next(): void {
    const { progress, lines } = this.#news();
    if (this.#closed || this.#writing || (!progress && lines.length === 0)) return;
    clearTimeout(this.#timer);
    const sameStage = this.#latest.stage === this.#written.stage;
    const waitMs = sameStage || this.#failing ? this.#writtenAtMs + INTERVAL_MS - Date.now() : 0;
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.#next(), waitMs);
      return;
    }
    this.#writing = this.#send({ progress, lines }).finally(() => {
      this.#writing = undefined;
      this.#next();
    });
  }

  async #send(news: JobNews): Promise<void> {
    this.#lines = [];
    this.#writtenAtMs = Date.now();
    const before = this.#written;
    this.#written = news.progress ?? before;
    this.#failing = !(await this.#write(news));
    if (!this.#failing) return;
    this.#lines = [...news.lines, ...this.#lines];
    this.#written = before;
  }
}
