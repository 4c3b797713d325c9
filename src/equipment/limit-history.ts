import type { EntityManager } from '../db/database.ts';
import type { Limits } from './limits.ts';

/** Limits, and since when they hold; ms since the epoch. */
export interface LimitEntry {
  readonly limits: Limits;
  readonly fromMs: number;
}

/**
 * The limits of a sensor as they changed. Before the first entry, which is as old as the sensor, that one holds: readings may
 * be older than what the server knows of the sensor.
 */
export class LimitHistory {
  readonly #entries: readonly LimitEntry[];

  /** @param entries in the order in which they were set */
  constructor(entries: readonly LimitEntry[]) {
    this.#entries = entries;
  }

  /** What held at an instant: the newest entry that was in force by then. Null where none was ever set. */
  at(timeMs: number): Limits | null {
    const held = this.#entries.findLast(({ fromMs }) => fromMs <= timeMs) ?? this.#entries[0];
    return held && hasAny(held.limits) ? held.limits : null;
  }

  /** The entries that count for readings from an instant on. */
  since(timeMs: number): readonly LimitEntry[] {
    const first = this.#entries.findLastIndex(({ fromMs }) => fromMs <= timeMs);
    return this.#entries.slice(Math.max(0, first));
  }

  get newest(): LimitEntry | null {
    return this.#entries.at(-1) ?? null;
  }
}

export const NO_LIMITS = new LimitHistory([]);

const hasAny = (limits: Limits): boolean => Object.values(limits).some((limit) => limit !== null);

interface Row {
  sensor_id: number;
  value: string;
  from_ms: unknown;
}

/** From the entry in force at `fromMs` on, of many sensors in one statement. */
export async function limitHistories(
  em: EntityManager,
  sensorIds: readonly number[],
  fromMs: number,
): Promise<Map<number, LimitHistory>> {
  if (sensorIds.length === 0) return new Map();
  const sql = `select s.sensor_id, s.value, s.from_ms from setting s
    where s.kind = 'LIMITS' and s.sensor_id in (?) and s.id >= coalesce((select o.id from setting o
      where o.sensor_id = s.sensor_id and o.kind = 'LIMITS' and o.from_ms <= ? order by o.id desc limit 1), 0)
    order by s.id`;
  const rows: Row[] = await em.execute(sql, [[...sensorIds], fromMs]);
  const entries = Map.groupBy(rows, ({ sensor_id }) => sensor_id);
  return new Map([...entries].map(([id, some]) => [id, new LimitHistory(some.map(toEntry))]));
}

const toEntry = ({ value, from_ms }: Row): LimitEntry => ({
  limits: JSON.parse(value),
  fromMs: Number(from_ms),
});
