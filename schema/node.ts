import type { EntityClass } from '@mikro-orm/core';
import { type Row, rowsById } from '../src/db/keyset.ts';
import { builder } from './builder.ts';
import type { NodeType } from './global-id.ts';

const idIn = (row: object): number => (row as { id: number }).id;

/** A type with a global id, loaded as plain rows, many in one statement. A resolver may answer with the number alone. */
export const nodeOf = <E extends { id: number }>(name: NodeType, entity: EntityClass<E>) =>
  builder.loadableNodeRef<Row<E>, number>(name, {
    id: { resolve: (row) => idIn(row as object), parse: Number },
    load: (ids, { em }) => rowsById(em, entity, ids),
    sort: (row) => idIn(row as object),
    cacheResolved: (row) => idIn(row as object),
  });
