import type { Database } from '../db/database.ts';
import { Housekeeping } from '../db/housekeeping.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
const AT_A_TIME = 1_000;
const FORGET = `delete from forecast where id in
  (select id from forecast where id <= ? or issued_at_ms < ? order by id limit ${AT_A_TIME}) returning id`;

/** How many forecasts are kept: those of so many days, or so many of them where that is less. */
export interface ForecastReach {
  readonly days: number;
  readonly forecasts: number;
}

/** Forgets forecasts that need not be kept, with what was judged of them: at start, and every hour. */
export class ForecastRetention {
  readonly #db: Database;
  readonly #reach: ForecastReach;
  readonly #hourly: Housekeeping;

  constructor(db: Database, reach: ForecastReach, onError: (error: unknown) => void) {
    this.#db = db;
    this.#reach = reach;
    this.#hourly = new Housekeeping(EVERY_MS, () => this.forget(Date.now()), onError);
  }

  start(): void {
    this.#hourly.start();
  }

  stop(): Promise<void> {
    return this.#hourly.stop();
  }

  /** Gives how many were forgotten. Ids are counted, not forecasts: those that were never used count as forgotten. */
  async forget(nowMs: number): Promise<number> {
    const { days, forecasts } = this.#reach;
    const em = this.#db.em();
    const [{ newest }]: { newest: number | null }[] = await em.execute(
      'select max(id) as newest from forecast',
    );
    for (let forgotten = 0; ; ) {
      const gone: { id: number }[] = await em.execute(FORGET, [
        (newest ?? 0) - forecasts,
        nowMs - days * DAY_MS,
      ]);
      forgotten += gone.length;
      if (gone.length < AT_A_TIME) return forgotten;
      await new Promise(setImmediate);
    }
  }
}
