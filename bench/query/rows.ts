import Database from 'better-sqlite3';

const PAGE = 'select id, tag, name, unit from sensor where retired_at_ms is null order by tag, id limit ?';
const LATEST = `select s.value as sensorId, r.source_time_ms as timeMs, r.value, r.quality from json_each(?) s
  join reading r on r.sensor_id = s.value
  and r.source_time_ms = (select max(source_time_ms) from reading where sensor_id = s.value)`;
const QUALITIES = ['GOOD', 'UNCERTAIN', 'BAD'];

export interface SensorRow {
  readonly id: number;
  readonly tag: string;
  readonly name: string;
  readonly unit: string;
}

interface LatestRow {
  readonly sensorId: number;
  readonly timeMs: number;
  readonly value: number | null;
  readonly quality: number;
}

/** The two prepared statements behind the list, for the peers on SQLite. */
export function openRows(file: string) {
  const db = new Database(file, { readonly: true });
  const page = db.prepare<[number], SensorRow>(PAGE);
  const latest = db.prepare<[string], LatestRow>(LATEST);
  return {
    page: (first: number) => page.all(first),
    /** In the order of `ids`. */
    latest(ids: readonly number[]) {
      const found = new Map(latest.all(JSON.stringify(ids)).map((row) => [row.sensorId, row]));
      return ids.map((id) => {
        const row = found.get(id);
        if (!row) return null;
        return {
          time: new Date(row.timeMs).toISOString(),
          value: row.value,
          quality: QUALITIES[row.quality],
        };
      });
    },
  };
}
