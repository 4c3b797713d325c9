import { RawQueryFragment } from '@mikro-orm/core';

/** A part of a statement, with the values of its question marks. */
export interface SqlText {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The column of a property of the rows `r`. */
export type ColumnOf = (property: string) => string;

const COMPARISONS: Readonly<Record<string, string>> = {
  $gt: '>',
  $gte: '>=',
  $lt: '<',
  $lte: '<=',
  $like: 'like',
  $ne: '<>',
};

const NEVER: SqlText = { text: '1 = 0', values: [] };

const sql = (text: string, ...values: readonly unknown[]): SqlText => ({ text, values });

function compared(column: string, operator: string, value: unknown): SqlText {
  if (operator === '$in') {
    const among = value as readonly unknown[];
    if (among.length === 0) return NEVER;
    return sql(`${column} in (${among.map(() => '?').join(', ')})`, ...among);
  }
  if (value === null && operator === '$ne') return sql(`${column} is not null`);
  if (!COMPARISONS[operator]) throw new Error(`Lists are not filtered with ${operator}`);
  return sql(`${column} ${COMPARISONS[operator]} ?`, value);
}

function ofProperty(column: string, value: unknown): SqlText[] {
  if (value === null) return [sql(`${column} is null`)];
  if (typeof value !== 'object') return [sql(`${column} = ?`, value)];
  return Object.entries(value).map(([operator, operand]) => compared(column, operator, operand));
}

function joined(parts: readonly SqlText[], word: 'and' | 'or'): SqlText {
  if (parts.length === 1) return parts[0];
  const text = parts.map((part) => part.text).join(` ${word} `);
  return { text: `(${text})`, values: parts.flatMap(({ values }) => values) };
}

function partOf(key: string | symbol, value: unknown, columnOf: ColumnOf): SqlText[] {
  const fragment = RawQueryFragment.getKnownFragment(key);
  // Whatever stands in it: an `or` would let in what the conditions beside it keep out.
  if (fragment) return [{ text: `(${fragment.sql})`, values: fragment.params }];
  if (key === '$and') return (value as object[]).flatMap((one) => partsOf(one, columnOf));
  if (key === '$or')
    return [
      joined(
        (value as object[]).map((one) => allOf(partsOf(one, columnOf))),
        'or',
      ),
    ];
  return ofProperty(columnOf(key as string), value);
}

function partsOf(where: object, columnOf: ColumnOf): SqlText[] {
  return Reflect.ownKeys(where).flatMap((key) => {
    const value = (where as Record<string | symbol, unknown>)[key];
    return value === undefined ? [] : partOf(key, value, columnOf);
  });
}

const allOf = (parts: readonly SqlText[]): SqlText =>
  parts.length === 0 ? sql('1 = 1') : joined(parts, 'and');

/**
 * Conditions on the columns of one table as SQL, in the form in which the ORM takes them: equal to a value, `$in`, `$gt`,
 * `$gte`, `$lt`, `$lte`, `$like`, `$ne`, `$and`, `$or`, and fragments of SQL. To build a query of the ORM for each list takes
 * longer than to run it.
 * @throws Error for anything else
 */
export const conditionsOf = (where: object, columnOf: ColumnOf): SqlText => allOf(partsOf(where, columnOf));
