import { stepSensorError } from '../datasets/sampled-sensor.ts';
import type { EntityManager } from '../db/database.ts';
import { type SensorFacts, sensorFacts } from '../equipment/sensor-facts.ts';
import { type DomainError, InsufficientDataError, NotFoundError } from '../errors.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { type LiveAssignment, liveAssignments } from '../registry/live-assignments.ts';

/** What is to be forecast: a sensor from its last reading on, by the version that is live, if one is. */
export interface ForecastTarget {
  readonly sensor: SensorFacts;
  readonly originMs: number;
  readonly live: LiveAssignment | undefined;
}

/** Fewest readings that the fallback can do with. */
const FEWEST = 2;

/** The target of each sensor, or why it is none. Three statements, whatever the number of sensors. */
export async function forecastTargets(
  em: EntityManager,
  readings: ReadingsStore,
  sensorIds: readonly number[],
): Promise<Map<number, ForecastTarget | DomainError>> {
  const sensors = await sensorFacts(em, sensorIds);
  const latest = await readings.latest(sensorIds);
  const live = await liveAssignments(em, sensorIds, 'FORECASTING');
  const targetOf = (id: number): ForecastTarget | DomainError => {
    const sensor = sensors.get(id);
    const last = latest.get(id);
    if (!sensor) return new NotFoundError('sensor', id);
    if (sensor.kind === 'STEP') return stepSensorError(sensor);
    return last
      ? { sensor, originMs: last.timeMs, live: live.get(id) }
      : new InsufficientDataError(FEWEST, 0);
  };
  return new Map(sensorIds.map((id) => [id, targetOf(id)]));
}
