import type { ArgBuilder } from '@pothos/core';
import { z } from 'zod';
import type { KeysetOrder, Page, PageRequest } from '../src/db/keyset.ts';
import { builder } from './builder.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const LARGEST_PAGE = 100;
const DEFAULT_PAGE = 20;

builder.globalConnectionField('totalCount', (t) =>
  t.int({
    description: 'How many items the whole list has. Counted only when it is asked for.',
    complexity: 10,
    resolve: (connection) => connection.total(),
  }),
);

/** The arguments of every list. */
export const pageArgs = (arg: ArgBuilder<typeof builder.$inferSchemaTypes>) => ({
  first: arg
    .int({
      required: true,
      defaultValue: DEFAULT_PAGE,
      description: `How many items, from 1 to ${LARGEST_PAGE}.`,
    })
    .validate(
      z
        .int()
        .min(1, `from 1 to ${LARGEST_PAGE}`)
        .max(LARGEST_PAGE, `from 1 to ${LARGEST_PAGE}; take the next page with after`),
    ),
  after: arg.string({ description: 'The cursor of the item after which the page begins.' }),
});

interface PageArgs {
  readonly first: number;
  readonly after?: string | null;
}

/** The cost of a page: its items are counted as if the page were full. */
export const pageCost = ({ first }: PageArgs) => ({ field: 1, multiplier: first });

/** A row in a list. Its cursor is made when it is asked for. */
class Edge<Row extends object> {
  readonly node: Row;
  readonly #order: KeysetOrder;

  constructor(node: Row, order: KeysetOrder) {
    this.node = node;
    this.#order = order;
  }

  get cursor(): string {
    const row = this.node as Record<string, string | number>;
    return encodeCursor(
      this.#order,
      this.#order.keys.map(([property]) => row[property]),
    );
  }
}

/** A page as a connection. */
function connectionOf<Row extends object>(
  order: KeysetOrder,
  { after }: PageArgs,
  { rows, hasNext, total }: Page<Row>,
) {
  const edges = rows.map((node) => new Edge(node, order));
  return {
    edges,
    total,
    pageInfo: {
      hasNextPage: hasNext,
      hasPreviousPage: after != null,
      get startCursor() {
        return edges.at(0)?.cursor;
      },
      get endCursor() {
        return edges.at(-1)?.cursor;
      },
    },
  };
}

const requested = (order: KeysetOrder, { first, after }: PageArgs): PageRequest => ({
  first,
  after: after == null ? null : decodeCursor(order, after),
});

/**
 * A page of plain rows as a connection.
 * @throws BadCursorError
 */
export async function connection<Row extends object>(
  order: KeysetOrder,
  page: PageArgs,
  load: (request: PageRequest) => Promise<Page<Row>>,
) {
  return connectionOf(order, page, await load(requested(order, page)));
}

/**
 * The same page of several lists, each as a connection.
 * @throws BadCursorError
 */
export async function connections<Row extends object>(
  order: KeysetOrder,
  page: PageArgs,
  load: (request: PageRequest) => Promise<Page<Row>[]>,
) {
  const pages = await load(requested(order, page));
  return pages.map((one) => connectionOf(order, page, one));
}
