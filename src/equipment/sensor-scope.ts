import type { EntityManager } from '../db/database.ts';
import { reachOf } from '../db/reach.ts';
import { NotFoundError } from '../errors.ts';
import { subtreePath } from './equipment-page.ts';
import { sensorFacts } from './sensor-facts.ts';

/** Which sensors a stream is about; every field that is given must match. */
export interface SensorScope {
  readonly sensorIds?: readonly number[] | null;
  /** Sensors of this equipment and of everything below it. */
  readonly within?: number | null;
}

/** Where something happened. */
interface Place {
  readonly sensorId: number | null;
  readonly equipmentPath: string | null;
}

/** A test for what happens within the scope and the reach of the unit of work. @throws NotFoundError when the scope names a sensor or equipment that does not exist */
export async function withinScope(
  em: EntityManager,
  { sensorIds, within }: SensorScope,
): Promise<(place: Place) => boolean> {
  const path = within == null ? (reachOf(em)?.path ?? '') : await subtreePath(em, within);
  const sensors = sensorIds && new Set(sensorIds);
  const known = await sensorFacts(em, [...(sensors ?? [])]);
  for (const id of sensors ?? []) if (!known.has(id)) throw new NotFoundError('Sensor', id);
  return ({ sensorId, equipmentPath }) =>
    (equipmentPath ?? '').startsWith(path) && (!sensors || sensors.has(sensorId as number));
}
