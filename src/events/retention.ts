import type { EventLog } from './log.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;

/** How far back the log reaches: whichever of the two is less. */
export interface Reach {
  readonly days: number;
  readonly events: number;
}

/** Forgets what the log need not hold any more: at start, and every hour. */
export class Retention {
  readonly #log: EventLog;
  readonly #reach: Reach;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #pruning: Promise<void> | undefined;

  constructor(log: EventLog, reach: Reach, onError: (error: unknown) => void) {
    this.#log = log;
    this.#reach = reach;
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
    const { days, events } = this.#reach;
    this.#pruning = this.#log.prune(Date.now() - days * DAY_MS, events).catch(this.#onError);
  }
}
