import type { EntityManager } from '../db/database.ts';

/** Times are ms since the epoch, both ends inclusive. */
export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

/** What operators hold to be anomalous of a sensor: its readings are judged, and not learnt from. */
export interface KnownAnomalies {
  /** In no order; they may overlap. */
  readonly stretches: readonly Stretch[];
  /** The anomaly that is open was confirmed: nothing is learnt until it closes. */
  readonly openIsConfirmed: boolean;
}

/** Whether anything from `fromMs` to `toMs` is; an episode that was confirmed in part is known as long as it goes on. */
export const isKnown = ({ stretches }: KnownAnomalies, fromMs: number, toMs = fromMs): boolean =>
  stretches.some(({ startMs, endMs }) => startMs <= toMs && fromMs <= endMs);

/** Of these sensors, those whose open anomaly was confirmed; one statement. */
export async function openConfirmed(em: EntityManager, sensorIds: readonly number[]): Promise<Set<number>> {
  if (sensorIds.length === 0) return new Set();
  const sql = `select a.sensor_id from anomaly a where a.sensor_id in (?) and a.open_key = 0 and
    (select l.verdict from operator_label l where l.anomaly_id = a.id order by l.id desc limit 1) = 'CONFIRMED'`;
  const rows: { sensor_id: number }[] = await em.execute(sql, [[...sensorIds]]);
  return new Set(rows.map(({ sensor_id }) => sensor_id));
}

/** Of these anomalies, those that were confirmed; of several labels of one the newest counts. */
export async function confirmedAmong(em: EntityManager, anomalyIds: readonly number[]): Promise<Set<number>> {
  if (anomalyIds.length === 0) return new Set();
  const sql = `select l.anomaly_id from operator_label l where l.anomaly_id in (?) and l.verdict = 'CONFIRMED' and
    l.id = (select max(n.id) from operator_label n where n.anomaly_id = l.anomaly_id)`;
  const rows: { anomaly_id: number }[] = await em.execute(sql, [[...anomalyIds]]);
  return new Set(rows.map(({ anomaly_id }) => anomaly_id));
}

interface Row {
  label_start: unknown;
  label_end: unknown;
  anomaly_start: unknown;
  anomaly_end: unknown;
  status: string | null;
}

/**
 * What was confirmed of a sensor and reaches to `fromMs` or later. A label covers what its anomaly was when it was made and
 * what it is now; of one that goes on, everything up to `throughMs`.
 */
export async function confirmedStretches(
  em: EntityManager,
  sensorId: number,
  fromMs: number,
  throughMs: number,
): Promise<Stretch[]> {
  const sql = `select l.start_ms as label_start, l.end_ms as label_end, a.start_ms as anomaly_start, a.end_ms as anomaly_end,
    a.status from operator_label l left join anomaly a on a.id = l.anomaly_id
    where l.sensor_id = ? and l.verdict = 'CONFIRMED' and (l.end_ms >= ? or a.end_ms >= ? or a.status = 'OPEN')
    and (l.anomaly_id is null or l.id = (select max(n.id) from operator_label n where n.anomaly_id = l.anomaly_id))`;
  const rows: Row[] = await em.execute(sql, [sensorId, fromMs, fromMs]);
  return rows.map((row) => {
    const startMs = Math.min(Number(row.label_start), Number(row.anomaly_start ?? row.label_start));
    const endMs = Math.max(Number(row.label_end), Number(row.anomaly_end ?? row.label_end));
    return { startMs, endMs: row.status === 'OPEN' ? Math.max(endMs, throughMs) : endMs };
  });
}
