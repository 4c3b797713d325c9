import type { AnyEntity, EntityClass, RawQueryFragment } from '@mikro-orm/core';
import type { EntityManager } from './database.ts';

/** SEEN: of what some part lies within a subtree. WHOLE: what lies within it with all its parts. */
export type Use = 'SEEN' | 'WHOLE';

/** How far the lists of a unit of work go. */
export interface Reach {
  /** The path of the equipment at the top, such as `/1/4/`. */
  readonly path: string;
  /** A condition on the rows `r` of an entity. @throws Error for an entity of which nothing is known */
  condition(entity: EntityClass<AnyEntity>, use: Use): RawQueryFragment;
}

const reaches = new WeakMap<EntityManager, Reach>();

/** Lists that are read with this unit of work end at `reach` from now on. */
export function limitReach(em: EntityManager, reach: Reach): EntityManager {
  reaches.set(em, reach);
  return em;
}

/** Undefined for the whole plant. */
export const reachOf = (em: EntityManager): Reach | undefined => reaches.get(em);

/** Of these ids those whose rows are within the reach of the unit of work, in one statement. */
export async function idsWithin<E extends { id: number }>(
  em: EntityManager,
  entity: EntityClass<E>,
  ids: readonly number[],
  use: Use,
): Promise<Set<number>> {
  const reach = reachOf(em);
  const one = entity as unknown as EntityClass<AnyEntity>;
  const limits = reach ? [{ [reach.condition(one, use) as never]: [] }] : [];
  const rows: { id: number }[] = await em
    .createQueryBuilder(one, 'r')
    .where({ $and: [{ id: { $in: [...ids] } }, ...limits] })
    .select('id')
    .execute('all');
  return new Set(rows.map(({ id }) => id));
}
