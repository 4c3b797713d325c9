import type { Database } from '../db/database.ts';
import type { EventType, StoredEvent } from './event.ts';
import { forgetThrough, forgottenThrough } from './event-horizon.ts';
import { EventRecord } from './event-record.ts';

/** Which announced changes a reader wants. */
export interface EventFilter {
  readonly types: readonly EventType[];
  readonly matches?: (event: StoredEvent) => boolean;
}

/** Events in commit order, and the id up to which the log has forgotten what it held. */
export interface LogPage {
  readonly events: readonly StoredEvent[];
  readonly forgottenThrough: number;
}

/** Reads of the event log in commit order. */
export class EventLog {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The id of the newest event; 0 before the first. */
  async newest(): Promise<number> {
    const [row] = await this.#db.em().execute('select max(id) as id from event');
    return Number(row.id ?? 0);
  }

  /**
   * The first `limit` events after `afterId`, up to `throughId`. None is missing unless `forgottenThrough` is above
   * `afterId`: that is asked last, so that what is forgotten meanwhile is noticed.
   */
  async page(afterId: number, throughId: number, limit: number): Promise<LogPage> {
    const rows = await this.#db
      .em()
      .createQueryBuilder(EventRecord, 'e')
      .select([
        'id',
        'type',
        'sensorId',
        'equipmentPath',
        'severity',
        'timeMs',
        'recordedAtMs',
        'payloadVersion',
        'payload',
      ])
      .where({ id: { $gt: afterId, $lte: throughId } })
      .orderBy({ id: 'asc' })
      .limit(limit)
      .execute('all');
    const events = rows.map(
      (row) => Object.freeze({ ...row, id: Number(row.id), payload: JSON.parse(row.payload) }) as StoredEvent,
    );
    return { events, forgottenThrough: await forgottenThrough(this.#db.em()) };
  }

  /** The newest event recorded before an instant; 0 where none is known. */
  async idBefore(timeMs: number): Promise<number> {
    const [row] = await this.#db
      .em()
      .execute('select max(id) as id from event where recorded_at_ms < ?', [timeMs]);
    return Number(row.id ?? 0);
  }

  /**
   * Forgets what comes before the first event recorded at or after `beforeMs`, and all but the newest `most`, but never
   * the newest, which keeps the end of the log known. What is left has no hole, whatever the clocks were.
   */
  async prune(beforeMs: number, most: number): Promise<void> {
    const newest = await this.newest();
    const [row] = await this.#db
      .em()
      .execute('select min(id) as id from event where recorded_at_ms >= ?', [beforeMs]);
    const firstKept = Math.max(Number(row.id ?? newest), newest - Math.max(most, 1) + 1);
    const throughId = Math.min(firstKept, newest) - 1;
    if (throughId > 0) await this.#db.transaction((em) => forgetThrough(em, throughId));
  }
}
