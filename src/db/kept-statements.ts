import type { Database, Statement } from 'better-sqlite3';

const MOST = 500;

/**
 * Lets a connection compile a statement once and keep it, as long as it is among the last 500 that were asked for. Each
 * text has one owner at a time: a statement that is being iterated cannot be run again before its end.
 */
export function keepStatements(connection: Database): void {
  const compile = connection.prepare.bind(connection);
  const kept = new Map<string, Statement>();
  const prepare = (sql: string): Statement => {
    const statement = kept.get(sql) ?? compile(sql);
    kept.delete(sql);
    kept.set(sql, statement);
    if (kept.size > MOST) kept.delete(kept.keys().next().value as string);
    return statement;
  };
  connection.prepare = prepare as typeof connection.prepare;
}
