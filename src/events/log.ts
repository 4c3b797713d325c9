import type { Database } from '../db/database.ts';
import type { EventType, StoredEvent } from './event.ts';
import { EventRecord } from './event-record.ts';

/** Which announced changes a reader wants. */
export interface EventFilter {
  readonly types: readonly EventType[];
  readonly matches?: (event: StoredEvent) => boolean;
}

/** Oldest and newest id that the log holds; both 0 before the first event. */
export interface LogExtent {
  readonly oldest: number;
  readonly newest: number;
}

/** Reads of the event log in commit order. */
export class EventLog {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async extent(): Promise<LogExtent> {
    const [row] = await this.#db.em().execute('select min(id) as oldest, max(id) as newest from event');
    return { oldest: Number(row.oldest ?? 0), newest: Number(row.newest ?? 0) };
  }

  /** The first `limit` events after `afterId`, up to `throughId`. */
  async page(afterId: number, throughId: number, limit: number): Promise<StoredEvent[]> {
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
    return rows.map(
      (row) => Object.freeze({ ...row, id: Number(row.id), payload: JSON.parse(row.payload) }) as StoredEvent,
    );
  }

  /** The newest event recorded before an instant; 0 where none is known. */
  async idBefore(timeMs: number): Promise<number> {
    const [row] = await this.#db
      .em()
      .execute('select max(id) as id from event where recorded_at_ms < ?', [timeMs]);
    return Number(row.id ?? 0);
  }

  /**
   * Forgets events recorded before `beforeMs` and all but the newest `most`, but never the newest, which keeps the end
   * of the log known.
   */
  async prune(beforeMs: number, most: number): Promise<void> {
    const { newest } = await this.extent();
    const em = this.#db.em();
    await em.nativeDelete(EventRecord, { recordedAtMs: { $lt: beforeMs }, id: { $lt: newest } });
    await em.nativeDelete(EventRecord, { id: { $lt: newest - Math.max(most, 1) + 1 } });
  }
}
