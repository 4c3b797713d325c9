import { type FilterQuery, type RawQueryFragment, raw } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { named, subtreePath } from './equipment-page.ts';
import { Sensor, SensorInput, type SensorKind } from './sensor.ts';

export const SENSORS_BY_TAG: KeysetOrder = {
  name: 'sensor.tag',
  keys: [
    ['tag', 'asc'],
    ['id', 'asc'],
  ],
};

export interface SensorFilter {
  readonly tags?: readonly string[] | null;
  readonly kind?: SensorKind | null;
  /** Sensors of this equipment and of everything below it. */
  readonly within?: number | null;
  /** Part of a tag or a name, a to z upper and lower case alike. */
  readonly search?: string | null;
  readonly includeRetired?: boolean | null;
  /** A condition of another room on the sensors `r`. */
  readonly also?: RawQueryFragment | null;
}

/** A condition on sensors `r`: they belong to the equipment at this path, or to something below it. */
const below = (path: string): RawQueryFragment =>
  raw('r.equipment_id in (select e.id from equipment e where e.path like ?)', [`${path}%`]);

/** @throws NotFoundError when `within` names nothing */
export async function sensorPage(
  em: EntityManager,
  filter: SensorFilter,
  request: PageRequest,
): Promise<Page<Row<Sensor>>> {
  const where: Record<string | symbol, unknown> = {};
  if (filter.tags) where.tag = { $in: filter.tags };
  if (filter.kind) where.kind = filter.kind;
  if (filter.within != null) {
    where[below(await subtreePath(em, filter.within)) as never] = [];
  }
  if (filter.search) where[named(filter.search) as never] = [];
  if (filter.also) where[filter.also as never] = [];
  if (!filter.includeRetired) where.retiredAtMs = null;
  return keysetPage(em, Sensor, where as FilterQuery<Sensor>, SENSORS_BY_TAG, request);
}

/** The ids of the inputs of each sensor, in their order, in one statement. */
export async function inputsOf(em: EntityManager, sensorIds: readonly number[]): Promise<number[][]> {
  const rows = await em
    .createQueryBuilder(SensorInput, 'i')
    .select(['sensorId', 'inputId'])
    .where({ sensorId: { $in: [...sensorIds] } })
    .orderBy({ sensorId: 'asc', position: 'asc' })
    .execute('all');
  const grouped = Map.groupBy(rows, (row) => row.sensorId as number);
  return sensorIds.map((id) => (grouped.get(id) ?? []).map((row) => row.inputId as number));
}
