import type { EventLog } from './log.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;

/** Forgets events older than so many days: at start, and every hour. */
export class Retention {
  readonly #log: EventLog;
  readonly #days: number;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #pruning: Promise<void> | undefined;

  constructor(log: EventLog, days: number, onError: (error: unknown) => void) {
    this.#log = log;
    this.#days = days;
    this.#onError = onError;
  }

  start(): void {
    this.#prune();
    this.#timer = setInterval(() => this.#prune(), EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#pruning;
  }

  #prune(): void {
    this.#pruning = this.#log.prune(Date.now() - this.#days * DAY_MS).then(() => undefined, this.#onError);
  }
}
