import type { EntityClass } from '@mikro-orm/core';
import type { Database as SqliteClient } from 'better-sqlite3';
import type { SqlText } from './conditions.ts';
import type { EntityManager } from './database.ts';

/** Connections of SQLite by the driver behind their entity managers. */
const connections = new WeakMap<object, SqliteClient>();

/** Rows of this unit of work's database may be read past the ORM from now on. */
export function readDirectly(em: EntityManager, connection: SqliteClient): void {
  connections.set(em.getDriver(), connection);
}

/**
 * Rows as the database gives them. On SQLite a prepared statement is run at once, in a third of the time; while a transaction
 * is open it is left to the ORM, which knows whose it is.
 */
export async function rowsOf(em: EntityManager, { text, values }: SqlText): Promise<object[]> {
  const connection = connections.get(em.getDriver());
  if (!connection || connection.inTransaction) return em.execute(text, values as unknown[]);
  return connection.prepare(text).all(...values) as object[];
}

/** How the rows of an entity are read: its columns under the names of its properties. */
interface Table {
  readonly name: string;
  readonly columns: string;
  /** On SQLite they are numbers. */
  readonly booleans: readonly string[];
  columnOf(property: string): string;
}

/** What is asked here of a property of an entity. */
interface Property {
  readonly name: string;
  readonly fieldNames: readonly string[];
  readonly runtimeType: string;
  readonly persist?: boolean;
}

const tables = new WeakMap<object, Table>();

export function tableOf(em: EntityManager, entity: EntityClass<object>): Table {
  const meta = em.getMetadata().get(entity);
  const known = tables.get(meta);
  if (known) return known;
  const properties = Object.values(meta.properties as Readonly<Record<string, Property>>).filter(
    ({ persist }) => persist !== false,
  );
  const columns = new Map(properties.map(({ name, fieldNames }) => [name, fieldNames[0]]));
  const table: Table = {
    name: meta.tableName,
    columns: [...columns].map(([name, column]) => `r.${column} as "${name}"`).join(', '),
    booleans: properties.filter(({ runtimeType }) => runtimeType === 'boolean').map(({ name }) => name),
    columnOf(property) {
      const column = columns.get(property);
      if (column === undefined) throw new Error(`${meta.tableName} has no column for ${property}`);
      return `r.${column}`;
    },
  };
  tables.set(meta, table);
  return table;
}

/** Whole rows `r` of an entity. @param rest of the statement, from its conditions on */
export async function entityRows(
  em: EntityManager,
  { name, columns, booleans }: Table,
  rest: SqlText,
): Promise<object[]> {
  const rows = await rowsOf(em, {
    text: `select ${columns} from ${name} r ${rest.text}`,
    values: rest.values,
  });
  for (const row of booleans.length > 0 ? (rows as Record<string, unknown>[]) : [])
    for (const property of booleans) if (row[property] !== null) row[property] = Boolean(row[property]);
  return rows;
}
