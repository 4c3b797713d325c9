import { Housekeeping } from '../db/housekeeping.ts';
import type { VersionRetention } from './version-retention.ts';

const EVERY_MS = 3_600_000;

/** Follows the stored retention policies at start and every hour. Several processes may: a version goes once. */
export class RetentionRounds {
  readonly #hourly: Housekeeping;

  constructor(versions: VersionRetention, onFault: (error: unknown) => void) {
    this.#hourly = new Housekeeping(EVERY_MS, () => versions.followPolicies(), onFault);
  }

  start(): void {
    this.#hourly.start();
  }

  stop(): Promise<void> {
    return this.#hourly.stop();
  }
}
