import { Housekeeping } from '../db/housekeeping.ts';
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
  readonly #hourly: Housekeeping;

  constructor(log: EventLog, { days, events }: Reach, onError: (error: unknown) => void) {
    const prune = () => log.prune(Date.now() - days * DAY_MS, events);
    this.#hourly = new Housekeeping(EVERY_MS, prune, onError);
  }

  start(): void {
    this.#hourly.start();
  }

  stop(): Promise<void> {
    return this.#hourly.stop();
  }
}
