import type { Database } from '../db/database.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
const AT_A_TIME = 1_000;

/** How many forecasts are kept: those of so many days, or so many of them where that is less. */
export interface ForecastReach {
  readonly days: number;
  readonly forecasts: number;
}

/** Forgets forecasts, with what was judged of them, that need not be kept any more. Gives how many. */
export async function forgetForecasts(
  db: Database,
  { days, forecasts }: ForecastReach,
  nowMs: number,
): Promise<number> {
  const [row] = await db.em().execute('select max(id) as newest from forecast');
  const throughId = Number(row?.newest ?? 0) - forecasts;
  let forgotten = 0;
  for (;;) {
    const gone: { id: number }[] = await db
      .em()
      .execute(
        `delete from forecast where id in (select id from forecast where id <= ? or issued_at_ms < ? order by id limit ${AT_A_TIME}) returning id`,
        [throughId, nowMs - days * DAY_MS],
      );
    forgotten += gone.length;
    if (gone.length < AT_A_TIME) return forgotten;
    await new Promise(setImmediate);
  }
}

/** Does so at start, and every hour. */
export class ForecastRetention {
  readonly #db: Database;
  readonly #reach: ForecastReach;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #forgetting: Promise<unknown> | undefined;

  constructor(db: Database, reach: ForecastReach, onError: (error: unknown) => void) {
    this.#db = db;
    this.#reach = reach;
    this.#onError = onError;
  }

  start(): void {
    this.#forget();
    this.#timer = setInterval(() => this.#forget(), EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#forgetting;
  }

  #forget(): void {
    this.#forgetting = forgetForecasts(this.#db, this.#reach, Date.now()).catch(this.#onError);
  }
}
