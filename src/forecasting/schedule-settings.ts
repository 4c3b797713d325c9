import { stepSensorError } from '../datasets/sampled-sensor.ts';
import type { EntityManager } from '../db/database.ts';
import { noteChange } from '../db/witness.ts';
import { subtreePath } from '../equipment/equipment-page.ts';
import { retiredError } from '../equipment/refusals.ts';
import { sensorFacts } from '../equipment/sensor-facts.ts';
import { Setting } from '../equipment/setting.ts';
import { DomainError, InvalidInputError, NotFoundError } from '../errors.ts';
import { type ForecastRequest, refuseRequest } from './forecast-request.ts';

/** `everySteps` 0 ends the schedule. */
export interface ScheduleSettings extends ForecastRequest {
  readonly everySteps: number;
}

/** Which sensors: those that are named, or those in service of this equipment and of everything below it. */
export interface ScheduleScope {
  readonly sensorIds?: readonly number[] | null;
  readonly within?: number | null;
}

const LONGEST_EVERY = 100_000;
const MOST_SENSORS = 20_000;
const ROWS_AT_A_TIME = 500;

/** @throws InvalidInputError, HorizonTooLongError */
export function refuseSchedule(settings: ScheduleSettings): void {
  refuseRequest(settings);
  const { everySteps } = settings;
  if (Number.isInteger(everySteps) && everySteps >= 0 && everySteps <= LONGEST_EVERY) return;
  throw new InvalidInputError('everySteps', everySteps, `a whole number from 0 to ${LONGEST_EVERY}`);
}

/** @throws NotFoundError, ConflictError RETIRED, DomainError STEP_SENSOR or TOO_MANY_SENSORS, InvalidInputError */
export async function scheduledSensors(
  em: EntityManager,
  { sensorIds, within }: ScheduleScope,
): Promise<number[]> {
  if ((sensorIds == null) === (within == null)) {
    throw new InvalidInputError('sensorIds', 'given beside equipmentId, or neither is', 'one of the two');
  }
  return sensorIds == null ? sensorsWithin(em, within as number) : namedSensors(em, sensorIds);
}

async function namedSensors(em: EntityManager, sensorIds: readonly number[]): Promise<number[]> {
  const facts = await sensorFacts(em, sensorIds);
  for (const id of sensorIds) {
    const sensor = facts.get(id);
    if (!sensor) throw new NotFoundError('Sensor', id);
    if (sensor.kind === 'STEP') throw stepSensorError(sensor);
    if (sensor.isRetired) throw retiredError('Sensor', sensor.tag);
  }
  return [...facts.keys()];
}

async function sensorsWithin(em: EntityManager, within: number): Promise<number[]> {
  const rows: { id: number }[] = await em.execute(
    `select s.id from sensor s join equipment e on e.id = s.equipment_id
      where e.path like ? and s.kind = 'CONTINUOUS' and s.retired_at_ms is null order by s.id limit ?`,
    [`${await subtreePath(em, within)}%`, MOST_SENSORS + 1],
  );
  if (rows.length <= MOST_SENSORS) return rows.map(({ id }) => id);
  throw new DomainError(
    'TOO_MANY_SENSORS',
    `The equipment has more than ${MOST_SENSORS} sensors`,
    'Schedule the parts of it one after the other.',
  );
}

const UPSERT = (
  rows: number,
) => `insert into forecast_schedule (sensor_id, horizon, levels, every_steps, due_ms)
  values ${Array(rows).fill('(?, ?, ?, ?, null)').join(', ')} on conflict (sensor_id) do update set
  horizon = excluded.horizon, levels = excluded.levels, every_steps = excluded.every_steps, due_ms = null`;

/** In the caller's transaction: the schedules as they are from now on, and the entries in the history of the sensors. */
export async function writeSchedules(
  em: EntityManager,
  sensorIds: readonly number[],
  settings: ScheduleSettings,
  setBy: string,
): Promise<void> {
  const { horizon, levels, everySteps } = settings;
  const value = JSON.stringify({ horizon, levels, everySteps });
  const after = { horizon, levels, everySteps, sensors: sensorIds.length };
  noteChange({ what: 'Forecast schedules', id: null, before: null, after });
  const fromMs = Date.now();
  for (let first = 0; first < sensorIds.length; first += ROWS_AT_A_TIME) {
    const ids = sensorIds.slice(first, first + ROWS_AT_A_TIME);
    const history = ids.map((sensorId) => ({ sensorId, kind: 'FORECAST' as const, value, fromMs, setBy }));
    await em.insertMany(Setting, history);
    if (everySteps === 0) await em.execute('delete from forecast_schedule where sensor_id in (?)', [ids]);
    else {
      const rows = ids.flatMap((id) => [id, horizon, JSON.stringify(levels), everySteps]);
      await em.execute(UPSERT(ids.length), rows);
    }
    await new Promise(setImmediate);
  }
}
