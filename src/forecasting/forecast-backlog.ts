import type { EntityManager } from '../db/database.ts';
import type { ReadingsStore } from '../readings/store.ts';

/** Where a walk over all sensors has come to; null at its end. */
export interface BacklogPage {
  /** Sensors whose readings let a forecast be judged, or bring one that is scheduled. */
  readonly sensorIds: readonly number[];
  readonly next: number | null;
}

const PAGE_SENSORS = 500;
const SOURCES = [
  `select sensor_id, min(judge_due_ms) as due_ms from forecast where judge_due_ms is not null and sensor_id > ?
    group by sensor_id order by sensor_id limit ${PAGE_SENSORS}`,
  `select sensor_id, due_ms from forecast_schedule where sensor_id > ? order by sensor_id limit ${PAGE_SENSORS}`,
];

/** What an earlier process left, or nobody told us of, among the sensors after this id. Four statements a page. */
export async function forecastBacklog(
  em: EntityManager,
  readings: ReadingsStore,
  afterSensorId: number,
): Promise<BacklogPage> {
  const pages: { sensor_id: number; due_ms: number | null }[][] = [];
  for (const sql of SOURCES) pages.push(await em.execute(sql, [afterSensorId]));
  const full = pages.filter((page) => page.length === PAGE_SENSORS);
  const next = full.length > 0 ? Math.min(...full.map((page) => page[PAGE_SENSORS - 1].sensor_id)) : null;
  const rows = pages.flat().filter(({ sensor_id }) => next === null || sensor_id <= next);
  const latest = await readings.latest([...new Set(rows.map(({ sensor_id }) => sensor_id))]);
  const behind = rows.filter(({ sensor_id, due_ms }) => {
    const newestMs = latest.get(sensor_id)?.timeMs;
    return newestMs !== undefined && newestMs >= Number(due_ms ?? newestMs);
  });
  return { sensorIds: [...new Set(behind.map(({ sensor_id }) => sensor_id))], next };
}
