import type { Database } from '../db/database.ts';
import { Housekeeping } from '../db/housekeeping.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
const AT_A_TIME = 1_000;
/** A state that was needed a moment ago may be that of a point which is not committed yet. */
const GRACE_MS = 3_600_000;

const FORGET_OLD = `delete from rerun_point where id in
  (select id from rerun_point where created_at_ms < ? order by created_at_ms limit ${AT_A_TIME}) returning id`;
const MANY = 'select sensor_id from rerun_point group by sensor_id having count(*) > ?';
const FORGET_MANY = `delete from rerun_point where sensor_id = ? and id <=
  (select id from rerun_point where sensor_id = ? order by id desc limit 1 offset ?) returning id`;
const FORGET_STATES = `delete from rerun_state where needed_at_ms < ? and not exists (select 1 from rerun_point p
  where p.sensor_id = rerun_state.sensor_id and p.state_sha256 = rerun_state.sha256)`;

/** How long what decisions can be run again from is kept: so many days, or so many points of a sensor where that is less. */
export interface RerunReach {
  readonly days: number;
  readonly points: number;
}

/** Forgets points that decisions need not be run again from any more, and their states: at start, and every hour. */
export class RerunRetention {
  readonly #db: Database;
  readonly #reach: RerunReach;
  readonly #hourly: Housekeeping;

  constructor(db: Database, reach: RerunReach, onError: (error: unknown) => void) {
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

  /** Gives how many points were forgotten. */
  async forget(nowMs: number): Promise<number> {
    const { days, points } = this.#reach;
    const em = this.#db.em();
    let forgotten = 0;
    for (let more = true; more; await new Promise(setImmediate)) {
      const gone: unknown[] = await em.execute(FORGET_OLD, [nowMs - days * DAY_MS]);
      forgotten += gone.length;
      more = gone.length === AT_A_TIME;
    }
    const many: { sensor_id: number }[] = await em.execute(MANY, [points]);
    for (const { sensor_id: id } of many) {
      const gone: unknown[] = await em.execute(FORGET_MANY, [id, id, points]);
      forgotten += gone.length;
    }
    await em.execute(FORGET_STATES, [nowMs - GRACE_MS]);
    return forgotten;
  }
}
