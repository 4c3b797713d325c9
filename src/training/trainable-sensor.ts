import type { Datasets } from '../datasets/datasets.ts';
import { type SampledSensor, sampledSensor } from '../datasets/sampled-sensor.ts';
import { splitCounts, testFrom } from '../datasets/split-counts.ts';
import type { EntityManager } from '../db/database.ts';
import { retiredError } from '../equipment/refusals.ts';
import { InsufficientDataError } from '../errors.ts';
import { familyOf } from './families.ts';
import type { TrainSettings } from './train-request.ts';

/** A sensor in service that models are trained for. @throws NotFoundError, ConflictError RETIRED, DomainError STEP_SENSOR */
export async function sensorInService(em: EntityManager, sensorId: number): Promise<SampledSensor> {
  const sensor = await sampledSensor(em, sensorId);
  if (sensor.isRetired) throw retiredError('Sensor', sensor.tag);
  return sensor;
}

/**
 * How many samples the settings choose of a sensor, before they are read: enough to fit and to judge.
 * @throws InsufficientDataError, InvalidInputError, DomainError DATASET_TOO_LARGE or DATASET_TOO_SPARSE
 */
export async function trainableSamples(
  datasets: Datasets,
  sensor: SampledSensor,
  settings: TrainSettings,
): Promise<number> {
  const { count } = await datasets.grid(sensor, settings, settings);
  const { task, family, config, trainShare } = settings;
  const needed = familyOf(task, family).minimumSamples(config);
  if (Math.floor(count * trainShare) < needed)
    throw new InsufficientDataError(Math.ceil(needed / trainShare), count);
  const judged = count - testFrom(splitCounts(count, settings));
  if (judged < 1) throw new InsufficientDataError(count + 1 - judged, count);
  return count;
}
