import type { EntityManager } from '../db/database.ts';
import { InvalidInputError } from '../errors.ts';
import { sensorTrainings, type TrainingFilter } from './sensor-training.ts';

/** Which sensors: those of a list, of a part of the plant, or of all of it. */
export interface SensorSelection {
  readonly sensorIds?: readonly number[] | null;
  readonly within?: number | null;
}

/**
 * The sensors in the order in which they were listed, each once, or by tag.
 * @throws InvalidInputError where there are more than `most`; NotFoundError where `within` names nothing
 */
export async function chosenSensors(
  em: EntityManager,
  { sensorIds, within }: SensorSelection,
  { task, states }: Pick<TrainingFilter, 'task' | 'states'>,
  most: number,
): Promise<readonly number[]> {
  const listed = sensorIds && [...new Set(sensorIds)];
  if (listed && listed.length > most) throw tooMany(listed.length, most);
  if (listed && !states) return listed;
  const filter = { task, within, sensorIds: listed, states };
  const page = await sensorTrainings(em, filter, { first: most, after: null });
  if (page.hasNext) throw tooMany(await page.total(), most);
  return page.rows.map(({ sensorId }) => sensorId);
}

const tooMany = (count: number, most: number) =>
  new InvalidInputError('sensors', `${count} sensors`, `a selection of at most ${most} sensors`);
