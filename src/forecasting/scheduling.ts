import type { Database, EntityManager } from '../db/database.ts';
import { sensorFacts } from '../equipment/sensor-facts.ts';
import { DomainError } from '../errors.ts';
import type { ReadingsStore } from '../readings/store.ts';
import type { LiveAssignment } from '../registry/live-assignments.ts';
import type { ForecastRequest } from './forecast-request.ts';
import type { Forecasting, ForecastOutcome } from './forecasting.ts';
import {
  refuseSchedule,
  type ScheduleScope,
  type ScheduleSettings,
  scheduledSensors,
  writeSchedules,
} from './schedule-settings.ts';

interface ScheduleRow {
  readonly sensor_id: number;
  readonly horizon: number;
  readonly levels: string;
  readonly every_steps: number;
  readonly due_ms: number | null;
}

interface Due {
  readonly row: ScheduleRow;
  readonly newestMs: number;
}

/** Told of a scheduled forecast that could not be made, for another reason than too little history. */
export type UnissuedReport = (sensorId: number, error: Error) => void;

/** Which versions forecast in the shadow of what is live. */
export interface ShadowForecasters {
  /** Of these sensors, those that run. */
  versionsOf(sensorIds: readonly number[]): Promise<ReadonlyMap<number, LiveAssignment>>;
  /** Told of a version that could not. */
  failed(sensorId: number, version: LiveAssignment, error: Error): Promise<void>;
}

/** The schedule of each sensor, in the order of the ids; null where it has none. One statement. */
export async function forecastSchedules(
  em: EntityManager,
  sensorIds: readonly number[],
): Promise<(ScheduleSettings | null)[]> {
  const rows = await scheduleRows(em, sensorIds);
  const bySensor = new Map(
    rows.map(({ sensor_id, horizon, levels, every_steps: everySteps }) => [
      sensor_id,
      { horizon, levels: JSON.parse(levels), everySteps },
    ]),
  );
  return sensorIds.map((id) => bySensor.get(id) ?? null);
}

const scheduleRows = (em: EntityManager, sensorIds: readonly number[]): Promise<ScheduleRow[]> =>
  sensorIds.length === 0
    ? Promise.resolve([])
    : em.execute('select * from forecast_schedule where sensor_id in (?) order by sensor_id', [
        [...sensorIds],
      ]);

/**
 * Forecasts that are issued without being asked. Time is that of the readings: a sensor that sends nothing is not
 * forecast again, and readings that come in a heap bring one forecast, from the newest of them on.
 */
export class ForecastScheduling {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  readonly #forecasting: Forecasting;
  readonly #shadows: ShadowForecasters;
  readonly #unissued: UnissuedReport;

  constructor(
    db: Database,
    readings: ReadingsStore,
    forecasting: Forecasting,
    shadows: ShadowForecasters,
    unissued: UnissuedReport = () => {},
  ) {
    this.#db = db;
    this.#readings = readings;
    this.#forecasting = forecasting;
    this.#shadows = shadows;
    this.#unissued = unissued;
  }

  /**
   * Replaces the schedules of sensors; gives which. The next reading of each brings the first forecast.
   * @throws InvalidInputError, HorizonTooLongError, NotFoundError, ConflictError RETIRED, DomainError STEP_SENSOR or
   *   TOO_MANY_SENSORS
   */
  async schedule(scope: ScheduleScope, settings: ScheduleSettings, by: string): Promise<number[]> {
    refuseSchedule(settings);
    const sensorIds = await scheduledSensors(this.#db.em(), scope);
    await this.#db.transaction((em) => writeSchedules(em, sensorIds, settings, by));
    return sensorIds;
  }

  /** Issues what is due of these sensors; gives how many forecasts. Repeated, it issues nothing twice. */
  async issueDue(sensorIds: readonly number[]): Promise<number> {
    const due = await this.#due(sensorIds);
    let issued = 0;
    for (const same of Map.groupBy(due, ({ row }) => `${row.horizon} ${row.levels}`).values()) {
      issued += await this.#issue(same);
    }
    return issued;
  }

  async #due(sensorIds: readonly number[]): Promise<Due[]> {
    const rows = await scheduleRows(this.#db.em(), sensorIds);
    if (rows.length === 0) return [];
    const latest = await this.#readings.latest(rows.map(({ sensor_id }) => sensor_id));
    return rows.flatMap((row) => {
      const newestMs = latest.get(row.sensor_id)?.timeMs;
      return newestMs === undefined || newestMs < Number(row.due_ms ?? newestMs) ? [] : [{ row, newestMs }];
    });
  }

  /** Forecasts of one horizon and the same levels. What is refused waits for its next turn, as what was made does. */
  async #issue(due: readonly Due[]): Promise<number> {
    const { horizon, levels } = due[0].row;
    const request = { horizon, levels: JSON.parse(levels) };
    const ids = due.map(({ row }) => row.sensor_id);
    const outcomes = await this.#forecasting.forecastMany(ids, request);
    const answered: { readonly due: Due; readonly originMs: number }[] = [];
    let issued = 0;
    due.forEach((one, i) => {
      const outcome = outcomes[i];
      if (!(outcome instanceof Error)) issued++;
      else if (codeOf(outcome) !== 'INSUFFICIENT_DATA') this.#unissued(ids[i], outcome);
      if (outcome instanceof Error && isPassing(outcome)) return;
      answered.push({
        due: one,
        originMs: outcome instanceof Error ? one.newestMs : Number(outcome.originMs),
      });
    });
    await this.#setDue(answered);
    await this.#issueInShadow(ids, outcomes, request);
    return issued;
  }

  /** Beside what was issued, from the same origins and over the same steps. */
  async #issueInShadow(
    ids: readonly number[],
    outcomes: readonly ForecastOutcome[],
    request: ForecastRequest,
  ): Promise<void> {
    const versions = await this.#shadows.versionsOf(ids);
    const asked = ids.flatMap((sensorId, i) => {
      const [outcome, version] = [outcomes[i], versions.get(sensorId)];
      if (version === undefined || outcome instanceof Error) return [];
      return [{ sensorId, originMs: Number(outcome.originMs), version }];
    });
    if (asked.length === 0) return;
    const made = await this.#forecasting.forecastInShadow(asked, request);
    for (const [i, { sensorId, version }] of asked.entries()) {
      const outcome = made[i];
      if (outcome instanceof Error) await this.#shadows.failed(sensorId, version, outcome);
    }
  }

  /** A schedule that was replaced in the meantime is due at once and stays so. */
  async #setDue(answered: readonly { readonly due: Due; readonly originMs: number }[]): Promise<void> {
    if (answered.length === 0) return;
    const em = this.#db.em();
    const sensors = await sensorFacts(
      em,
      answered.map(({ due }) => due.row.sensor_id),
    );
    const values = answered.flatMap(({ due: { row }, originMs }) => {
      const periodMs = sensors.get(row.sensor_id)?.samplingPeriodMs ?? 0;
      return [row.sensor_id, row.every_steps, row.horizon, originMs + row.every_steps * periodMs];
    });
    await em.execute(
      `update forecast_schedule set due_ms = v.column4
        from (values ${answered.map(() => '(?, ?, ?, ?)').join(', ')}) as v
        where sensor_id = v.column1 and every_steps = v.column2 and horizon = v.column3`,
      values,
    );
  }
}

const codeOf = (error: Error): string | undefined => (error instanceof DomainError ? error.code : undefined);

/** Too much at once, or a fault: tried again without waiting for another reading. */
const isPassing = (error: Error): boolean =>
  !(error instanceof DomainError) || ['BUSY', 'FORECAST_TIMED_OUT'].includes(error.code);
