import type { Database } from '../db/database.ts';
import { Housekeeping } from '../db/housekeeping.ts';
import type { RecordingCounts } from './recording-counts.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
const COUNTED_EVERY_MS = 60_000;
const AT_A_TIME = 1_000;
const FORGET = `delete from audit_entry where id in
  (select id from audit_entry where at_ms < ? order by id limit ${AT_A_TIME}) returning id`;

/** Writes down counts every minute, and forgets entries by age: at start, and every hour. */
export class AuditUpkeep {
  readonly #db: Database;
  readonly #days: number;
  readonly #counts: RecordingCounts;
  readonly #minutely: Housekeeping;
  readonly #hourly: Housekeeping;

  constructor(db: Database, days: number, counts: RecordingCounts, onFault: (error: unknown) => void) {
    this.#db = db;
    this.#days = days;
    this.#counts = counts;
    this.#minutely = new Housekeeping(COUNTED_EVERY_MS, () => counts.write(), onFault);
    this.#hourly = new Housekeeping(EVERY_MS, () => this.forget(Date.now()), onFault);
  }

  start(): void {
    this.#minutely.start();
    this.#hourly.start();
  }

  async stop(): Promise<void> {
    await this.#minutely.stop();
    await this.#hourly.stop();
    await this.#counts.write();
  }

  /** Gives how many were forgotten. */
  async forget(nowMs: number): Promise<number> {
    const beforeMs = nowMs - this.#days * DAY_MS;
    for (let forgotten = 0; ; ) {
      const gone: { id: number }[] = await this.#db.em().execute(FORGET, [beforeMs]);
      forgotten += gone.length;
      if (gone.length < AT_A_TIME) return forgotten;
      await new Promise(setImmediate);
    }
  }
}
