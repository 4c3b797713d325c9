import type { EntityClass } from '@mikro-orm/core';
import { conditionsOf } from './conditions.ts';
import type { EntityManager } from './database.ts';
import {
  type KeysetOrder,
  keysetPage,
  orderOf,
  type Page,
  type PageRequest,
  type Row,
  reachOfRows,
  rowsById,
} from './keyset.ts';
import { rowsOf, tableOf } from './rows.ts';

/** Lists of one kind, one for each parent. */
export interface ListsOf<E> {
  readonly entity: EntityClass<E>;
  /** The property that names the parent. */
  readonly parent: keyof E & string;
  /** What rows of every list have in common; null for an empty column. */
  readonly where?: Readonly<Record<string, string | number | null>>;
  readonly order: KeysetOrder;
}

interface Place {
  readonly id: number;
  readonly parent: number;
}

/** Names of columns, and the conditions on the rows of these lists. */
function sqlOf<E>(
  em: EntityManager,
  { entity, parent, where, order }: ListsOf<E>,
  parents: readonly number[],
) {
  const one = entity as EntityClass<object>;
  const table = tableOf(em, one);
  const { text, values } = conditionsOf(
    { $and: [{ [parent]: { $in: parents } }, where ?? {}, ...reachOfRows(em, one)] },
    table.columnOf,
  );
  return {
    table: `${table.name} r`,
    parent: table.columnOf(parent),
    order: orderOf(order, table.columnOf),
    where: text,
    values,
  };
}

/** How many rows each list has, in one statement, when the first of them is asked. */
function counts<E>(em: EntityManager, lists: ListsOf<E>, parents: readonly number[]) {
  const { table, parent, where, values } = sqlOf(em, lists, parents);
  const text = `select ${parent} as id, count(*) as rows_of from ${table} where ${where} group by ${parent}`;
  let asked: Promise<Map<number, number>> | undefined;
  const ask = async () => {
    const found = (await rowsOf(em, { text, values })) as { id: number; rows_of: number }[];
    return new Map(found.map(({ id, rows_of }) => [Number(id), Number(rows_of)]));
  };
  return async (id: number): Promise<number> => {
    asked ??= ask();
    return (await asked).get(id) ?? 0;
  };
}

/**
 * The same page of the list of each parent, in two statements however many parents there are. A place after which a page
 * begins belongs to one list; where it is given, each list is asked by itself.
 */
export async function keysetLists<E extends { id: number }>(
  em: EntityManager,
  lists: ListsOf<E>,
  parents: readonly number[],
  request: PageRequest,
): Promise<Page<Row<E>>[]> {
  const { entity, parent: property, order, where: shared = {} } = lists;
  if (request.after) {
    const page = (id: number) =>
      keysetPage(em, entity, { ...shared, [property]: id } as never, order, request);
    return Promise.all(parents.map(page));
  }
  const sql = sqlOf(em, lists, parents);
  const text = `select id, parent from (select r.id, ${sql.parent} as parent, row_number() over (partition by ${sql.parent} order by ${sql.order}) as place
      from ${sql.table} where ${sql.where}) listed where place <= ? order by parent, place`;
  const values = [...sql.values, request.first + 1];
  const places = (await rowsOf(em, { text, values })) as Place[];
  const rows = await rowsById(
    em,
    entity,
    places.map(({ id }) => id),
  );
  const byId = new Map(rows.map((row) => [(row as unknown as { id: number }).id, row]));
  const placesOf = Map.groupBy(places, ({ parent }) => parent);
  const total = counts(em, lists, parents);
  return parents.map((parent) => {
    const listed = (placesOf.get(parent) ?? []).flatMap(({ id }) => byId.get(id) ?? []);
    return {
      rows: listed.slice(0, request.first),
      hasNext: listed.length > request.first,
      total: () => total(parent),
    };
  });
}
