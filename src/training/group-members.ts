import type { Datasets } from '../datasets/datasets.ts';
import type { SampledSensor } from '../datasets/sampled-sensor.ts';
import type { EntityManager } from '../db/database.ts';
import { Sensor } from '../equipment/sensor.ts';
import { DomainError, UnavailableError } from '../errors.ts';
import { GroupRefusedError, type MemberRefusal } from './group-refused.ts';
import type { TrainSettings } from './train-request.ts';
import { sensorInService, trainableSamples } from './trainable-sensor.ts';

/** Samples of all sensors of a group together, and these times their columns. */
const MOST_SAMPLES = 2_000_000;
const MOST_NUMBERS = 20_000_000;

/**
 * The sensors of a group in the order of their ids: in service, of one sampling period, each with samples enough.
 * @throws GroupRefusedError of all that are not; InvalidInputError, DomainError DATASET_TOO_LARGE
 */
export async function groupMembers(
  em: EntityManager,
  datasets: Datasets,
  sensorIds: readonly number[],
  settings: TrainSettings,
): Promise<SampledSensor[]> {
  const sensors: SampledSensor[] = [];
  const refusals: MemberRefusal[] = [];
  let samples = 0;
  let numbers = 0;
  for (const sensorId of sensorIds) {
    try {
      const sensor = await sensorInService(em, sensorId);
      sensors.push(sensor);
      const count = await trainableSamples(datasets, sensor, settings);
      samples += count;
      numbers += count * (1 + sensor.inputIds.length);
    } catch (error) {
      refusals.push({ sensorId, name: await nameOf(em, sensorId), error: ofOne(error) });
    }
    await new Promise((resume) => setImmediate(resume));
  }
  const refused = new Set(refusals.map(({ sensorId }) => sensorId));
  refusals.push(...otherPeriods(sensors).filter(({ sensorId }) => !refused.has(sensorId)));
  if (refusals.length > 0) throw new GroupRefusedError(refusals, sensorIds.length);
  if (samples > MOST_SAMPLES || numbers > MOST_NUMBERS) throw tooLarge(samples, numbers);
  return sensors;
}

/** An expected failure of one sensor; what is wrong for all of them, and a fault, is thrown. */
function ofOne(error: unknown): DomainError {
  const isExpected = error instanceof DomainError && !(error instanceof UnavailableError);
  if (isExpected && error.code !== 'INVALID_INPUT') return error;
  throw error;
}

const nameOf = async (em: EntityManager, id: number): Promise<string> =>
  (await em.findOne(Sensor, id))?.tag ?? `sensor ${id}`;

/** Those that are not sampled as most are: shared weights count in samples. */
function otherPeriods(sensors: readonly SampledSensor[]): MemberRefusal[] {
  const byPeriod = [...Map.groupBy(sensors, ({ periodMs }) => periodMs)];
  const [usual] = byPeriod.toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
  return byPeriod
    .filter(([periodMs]) => periodMs !== usual)
    .flatMap(([periodMs, members]) =>
      members.map(({ id, tag }) => ({
        sensorId: id,
        name: tag,
        error: differentPeriod(periodMs, Number(usual)),
      })),
    );
}

const differentPeriod = (periodMs: number, usualMs: number): DomainError =>
  new DomainError(
    'DIFFERENT_PERIOD',
    `It is sampled every ${periodMs} ms, others every ${usualMs} ms`,
    'Group sensors of one sampling period.',
    { periodMs, usualMs },
  );

const tooLarge = (samples: number, numbers: number): DomainError =>
  new DomainError(
    'DATASET_TOO_LARGE',
    `The sensors have ${samples} samples together, and ${numbers} numbers with those of their inputs`,
    `Choose a shorter range or fewer sensors: at most ${MOST_SAMPLES} samples and ${MOST_NUMBERS} numbers.`,
    { samples, numbers },
  );
