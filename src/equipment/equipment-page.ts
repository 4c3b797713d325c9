import { type FilterQuery, type RawQueryFragment, raw } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { keysetLists, type ListsOf } from '../db/keyset-lists.ts';
import { NotFoundError } from '../errors.ts';
import { type Criticality, Equipment, type EquipmentKind } from './equipment.ts';

export const EQUIPMENT_BY_TAG: KeysetOrder = {
  name: 'equipment.tag',
  keys: [
    ['tag', 'asc'],
    ['id', 'asc'],
  ],
};

export interface EquipmentFilter {
  readonly kinds?: readonly EquipmentKind[] | null;
  readonly criticalities?: readonly Criticality[] | null;
  readonly parentId?: number | null;
  /** This one and everything below it. */
  readonly within?: number | null;
  /** Part of a tag or a name, a to z upper and lower case alike. */
  readonly search?: string | null;
  readonly includeRetired?: boolean | null;
}

/** The ids from the root to this one as `/1/4/`, the prefix of everything below it. @throws NotFoundError */
export async function subtreePath(em: EntityManager, equipmentId: number): Promise<string> {
  const [row] = await em
    .createQueryBuilder(Equipment, 'e')
    .select('path')
    .where({ id: equipmentId })
    .execute('all');
  if (!row) throw new NotFoundError('Equipment', equipmentId);
  return row.path;
}

/** A condition on tag or name of the rows `r`: one of them contains `part`, whatever characters stand in it. */
export function named(part: string): RawQueryFragment {
  const pattern = `%${part.replaceAll(/[!%_]/g, '!$&')}%`;
  return raw("(lower(r.tag) like lower(?) escape '!' or lower(r.name) like lower(?) escape '!')", [
    pattern,
    pattern,
  ]);
}

/** @throws NotFoundError when `within` names nothing */
export async function equipmentPage(
  em: EntityManager,
  filter: EquipmentFilter,
  request: PageRequest,
): Promise<Page<Row<Equipment>>> {
  const where: Record<string | symbol, unknown> = {};
  if (filter.kinds) where.kind = { $in: filter.kinds };
  if (filter.criticalities) where.criticality = { $in: filter.criticalities };
  if (filter.parentId != null) where.parentId = filter.parentId;
  if (filter.within != null) where.path = { $like: `${await subtreePath(em, filter.within)}%` };
  if (filter.search) where[named(filter.search) as never] = [];
  if (!filter.includeRetired) where.retiredAtMs = null;
  return keysetPage(em, Equipment, where as FilterQuery<Equipment>, EQUIPMENT_BY_TAG, request);
}

const CHILDREN: ListsOf<Equipment> = {
  entity: Equipment,
  parent: 'parentId',
  where: { retiredAtMs: null },
  order: EQUIPMENT_BY_TAG,
};

/** What each holds directly and is in service. */
export const childPages = (
  em: EntityManager,
  parentIds: readonly number[],
  request: PageRequest,
): Promise<Page<Row<Equipment>>[]> => keysetLists(em, CHILDREN, parentIds, request);
