import type { EntityManager } from '../db/database.ts';
import { Sensor, SensorInput } from '../equipment/sensor.ts';
import { DomainError, NotFoundError } from '../errors.ts';

/** A CONTINUOUS sensor with what models may look at beside it, in order. */
export interface SampledSensor {
  readonly id: number;
  readonly tag: string;
  readonly periodMs: number;
  readonly isRetired: boolean;
  readonly inputIds: readonly number[];
}

/** @throws NotFoundError, DomainError STEP_SENSOR */
export async function sampledSensor(em: EntityManager, sensorId: number): Promise<SampledSensor> {
  const sensor = await em.findOne(Sensor, sensorId);
  if (!sensor) throw new NotFoundError('sensor', sensorId);
  if (sensor.kind === 'STEP') throw stepSensorError(sensor);
  const links = await em.find(SensorInput, { sensorId }, { orderBy: { position: 'asc' } });
  return {
    id: sensor.id,
    tag: sensor.tag,
    periodMs: sensor.samplingPeriodMs,
    isRetired: sensor.isRetired,
    inputIds: links.map(({ inputId }) => inputId),
  };
}

export const stepSensorError = ({ id, tag }: { readonly id: number; readonly tag: string }): DomainError =>
  new DomainError(
    'STEP_SENSOR',
    `Sensor ${tag} is of kind STEP`,
    'Use a CONTINUOUS sensor; a STEP sensor serves as an input of others.',
    { sensorId: id },
  );
