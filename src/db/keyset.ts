import type { AnyEntity, EntityClass, FilterQuery, OptionalProps } from '@mikro-orm/core';
import { type ColumnOf, conditionsOf, type SqlText } from './conditions.ts';
import type { EntityManager } from './database.ts';
import { reachOf } from './reach.ts';
import { entityRows, rowsOf, tableOf } from './rows.ts';

/** A total order of rows: properties with their direction, of which the last one is unique. */
export interface KeysetOrder {
  /** Part of every cursor made in this order, so that none is taken for another's. */
  readonly name: string;
  readonly keys: readonly (readonly [property: string, direction: 'asc' | 'desc'])[];
}

/** The values of the order's keys in the row after which a page begins. */
export type KeysetPosition = readonly (string | number)[];

export interface PageRequest {
  readonly first: number;
  readonly after: KeysetPosition | null;
}

/** One page of plain rows. `total` counts all rows of the list, and runs its query only when it is called. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNext: boolean;
  total(): Promise<number>;
}

type Computed<E> = E extends { [OptionalProps]?: infer Names } ? Names : never;

type Method = (...args: never[]) => unknown;

/** An entity's columns as a plain object, without the unit of work around it. */
export type Row<E> = {
  readonly [K in keyof E as K extends symbol | Computed<E> ? never : E[K] extends Method ? never : K]: E[K];
};

type AnyWhere = Record<string, unknown>;

/** Rows strictly after a position: (a, b) > (x, y) is a > x, or a = x and b > y. */
function beyond(order: KeysetOrder, position: KeysetPosition): AnyWhere {
  const alternatives = order.keys.map(([property, direction], i) => {
    const equal = order.keys.slice(0, i).map(([name], k) => [name, position[k]]);
    return {
      ...Object.fromEntries(equal),
      [property]: { [direction === 'asc' ? '$gt' : '$lt']: position[i] },
    };
  });
  return { $or: alternatives };
}

/** What ends the rows of an entity at the reach of the unit of work. */
export function reachOfRows(em: EntityManager, entity: EntityClass<object>): AnyWhere[] {
  const reach = reachOf(em)?.condition(entity as EntityClass<AnyEntity>, 'SEEN');
  return reach ? [{ [reach as never]: [] }] : [];
}

/** An order as SQL. */
export const orderOf = ({ keys }: KeysetOrder, columnOf: ColumnOf): string =>
  keys.map(([property, direction]) => `${columnOf(property)} ${direction}`).join(', ');

/**
 * The rows of `where` in `order`, from after a position on: its cost does not grow with how far the reader has come. They
 * end at the reach of the unit of work, and so does their count.
 */
export async function keysetPage<E extends object>(
  em: EntityManager,
  entity: EntityClass<E>,
  where: FilterQuery<E>,
  order: KeysetOrder,
  request: PageRequest,
): Promise<Page<Row<E>>> {
  const table = tableOf(em, entity);
  const asked = [where as AnyWhere, ...reachOfRows(em, entity)];
  const from = request.after ? [...asked, beyond(order, request.after)] : asked;
  const { text, values } = conditionsOf({ $and: from }, table.columnOf);
  const rows = await entityRows(em, table, {
    text: `where ${text} order by ${orderOf(order, table.columnOf)} limit ?`,
    values: [...values, request.first + 1],
  });
  return {
    rows: rows.slice(0, request.first) as Row<E>[],
    hasNext: rows.length > request.first,
    total: () => countOf(em, table.name, conditionsOf({ $and: asked }, table.columnOf)),
  };
}

async function countOf(em: EntityManager, table: string, { text, values }: SqlText): Promise<number> {
  const [row] = await rowsOf(em, { text: `select count(*) as total from ${table} r where ${text}`, values });
  return Number((row as { total: number }).total);
}

/** The rows with these ids, in no order, in one statement; ids without a row are left out. */
export async function rowsById<E extends { id: number }>(
  em: EntityManager,
  entity: EntityClass<E>,
  ids: readonly number[],
): Promise<Row<E>[]> {
  const table = tableOf(em, entity);
  const { text, values } = conditionsOf({ id: { $in: ids } }, table.columnOf);
  return (await entityRows(em, table, { text: `where ${text}`, values })) as Row<E>[];
}
