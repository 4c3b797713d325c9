import type { JobProgress } from './job-lease.ts';

/** Progress is written at most this often, unless the stage changes. */
const INTERVAL_MS = 250;

/**
 * Progress on its way into the database: never backwards, one write at a time, and of what comes faster than it may
 * be written only the newest.
 */
export class ProgressReport {
  readonly #write: (progress: JobProgress) => Promise<void>;
  #latest: JobProgress = { share: 0, stage: '' };
  #written: JobProgress = this.#latest;
  #writtenAtMs = Number.NEGATIVE_INFINITY;
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param write must not reject */
  constructor(write: (progress: JobProgress) => Promise<void>) {
    this.#write = write;
  }

  report(share: number, stage: string, detail = this.#latest.detail): void {
    const bounded = Math.min(1, Math.max(this.#latest.share, Number.isFinite(share) ? share : 0));
    this.#latest = { share: bounded, stage, detail };
    this.#next();
  }

  /** Writes what is still to be written, so that the end of a job finds all that it said; nothing after it has resolved. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#writing;
    if (this.#latest !== this.#written) await this.#write(this.#latest);
  }

  #next(): void {
    if (this.#closed || this.#writing || this.#latest === this.#written) return;
    clearTimeout(this.#timer);
    const sameStage = this.#latest.stage === this.#written.stage;
    const waitMs = sameStage ? this.#writtenAtMs + INTERVAL_MS - Date.now() : 0;
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.#next(), waitMs);
      return;
    }
    this.#written = this.#latest;
    this.#writtenAtMs = Date.now();
    this.#writing = this.#write(this.#written).finally(() => {
      this.#writing = undefined;
      this.#next();
    });
  }
}
