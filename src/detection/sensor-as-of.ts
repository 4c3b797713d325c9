import type { EntityManager } from '../db/database.ts';
import { DEFAULT_DETECTION, type DetectionSettings } from '../equipment/detection-settings.ts';
import type { Limits } from '../equipment/limits.ts';
import { Sensor } from '../equipment/sensor.ts';
import { settingsAsOf } from '../equipment/setting-history.ts';
import { DEFAULT_SIGNAL, type SignalSettings } from '../equipment/signal-settings.ts';
import { type LiveAssignment, liveAssignments } from '../registry/live-assignments.ts';
import { type SignalRules, signalRules } from './signal.ts';

/** What was known of a sensor at an instant, and what its readings were judged by. */
export interface SensorAsOf {
  readonly sensorId: number;
  /** Ms since the epoch, by the server's clock. */
  readonly timeMs: number;
  readonly isRetired: boolean;
  /** The versions that were live; null where none was. */
  readonly detection: LiveAssignment | null;
  readonly forecast: LiveAssignment | null;
  readonly detectionSettings: DetectionSettings;
  readonly limits: Limits;
  /** Null for a STEP sensor, which is not watched. */
  readonly signalSettings: SignalRules | null;
  readonly inputIds: readonly number[];
  /** New regimes that its detector had accepted by itself from the readings measured by then. */
  readonly acceptedRegimes: number;
}

/** One sensor at one instant. */
export interface Instant {
  readonly sensorId: number;
  readonly timeMs: number;
}

const NO_LIMITS: Limits = { lowLow: null, low: null, high: null, highHigh: null };

/**
 * Sensors as they were, in the order of the instants; null where a sensor had not been entered. Five statements for each
 * different time, whatever the number of sensors.
 */
export async function sensorsAsOf(
  em: EntityManager,
  instants: readonly Instant[],
): Promise<(SensorAsOf | null)[]> {
  const found = new Map<string, SensorAsOf>();
  const byTime = Map.groupBy(instants, ({ timeMs }) => timeMs);
  for (const [timeMs, some] of byTime) {
    const ids = [...new Set(some.map(({ sensorId }) => sensorId))];
    for (const one of await atOneTime(em, ids, timeMs)) found.set(`${one.sensorId}@${timeMs}`, one);
  }
  return instants.map(({ sensorId, timeMs }) => found.get(`${sensorId}@${timeMs}`) ?? null);
}

async function atOneTime(em: EntityManager, ids: readonly number[], timeMs: number): Promise<SensorAsOf[]> {
  const sensors = await em
    .createQueryBuilder(Sensor, 's')
    .select(['id', 'kind', 'samplingPeriodMs', 'retiredAtMs'])
    .where({ id: { $in: [...ids] }, createdAtMs: { $lte: timeMs } })
    .execute('all');
  const detection = await liveAssignments(em, ids, 'DETECTION', timeMs);
  const forecast = await liveAssignments(em, ids, 'FORECASTING', timeMs);
  const settings = await settingsAsOf(em, ids, timeMs);
  const regimes = await regimesAsOf(em, ids, timeMs);
  return sensors.map(({ id, kind, samplingPeriodMs, retiredAtMs }) => {
    const held = settings.get(id) ?? {};
    const signal = (held.SIGNAL as SignalSettings | undefined) ?? DEFAULT_SIGNAL;
    const sampling = { samplingPeriodMs: Number(samplingPeriodMs) };
    return {
      sensorId: id,
      timeMs,
      isRetired: retiredAtMs !== null && Number(retiredAtMs) <= timeMs,
      detection: detection.get(id) ?? null,
      forecast: forecast.get(id) ?? null,
      detectionSettings: { ...DEFAULT_DETECTION, ...(held.DETECTION as DetectionSettings | undefined) },
      limits: (held.LIMITS as Limits | undefined) ?? NO_LIMITS,
      signalSettings: kind === 'CONTINUOUS' ? signalRules(signal, sampling) : null,
      inputIds: (held.INPUTS as number[] | undefined) ?? [],
      acceptedRegimes: regimes.get(id) ?? 0,
    };
  });
}

/** Of these sensors, those that had accepted any or taken them back; a state is of the reading that changed it. */
async function regimesAsOf(
  em: EntityManager,
  ids: readonly number[],
  timeMs: number,
): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const sql = `select r.sensor_id, r.accepted from regime_state r where r.sensor_id in (?) and r.through_ms =
    (select max(n.through_ms) from regime_state n where n.sensor_id = r.sensor_id and n.through_ms <= ?)`;
  const rows: { sensor_id: number; accepted: number | null }[] = await em.execute(sql, [[...ids], timeMs]);
  return new Map(rows.map(({ sensor_id, accepted }) => [sensor_id, accepted ?? 0]));
}
