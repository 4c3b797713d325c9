import type { EntityClass } from '@mikro-orm/core';
import { type Row, rowsById } from '../src/db/keyset.ts';
import { builder } from './builder.ts';
import type { NodeType } from './global-id.ts';
import { keptAs } from './node-entities.ts';

const idIn = (row: object): number => (row as { id: number }).id;

/**
 * A type with a global id, loaded as plain rows, many in one statement. A resolver may answer with the number alone.
 * @param isOne which rows are of the type, where a table holds several
 */
export const nodeOf = <E extends { id: number }>(
  name: NodeType,
  entity: EntityClass<E>,
  isOne: (row: Row<E>) => boolean = () => true,
) => {
  keptAs(name, entity as unknown as EntityClass<{ id: number }>);
  return builder.loadableNodeRef<Row<E>, number>(name, {
    id: { resolve: (row) => idIn(row as object), parse: Number },
    load: async (ids, { em }) => (await rowsById(em, entity, ids)).filter(isOne),
    sort: (row) => idIn(row as object),
    cacheResolved: (row) => idIn(row as object),
  });
};
