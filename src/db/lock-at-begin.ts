import type { Database } from 'better-sqlite3';

/**
 * Lets every transaction have the right to write from its beginning. The plain `begin` of the ORM takes it with the first
 * write, and SQLite refuses that at once, however long the busy timeout, when another process (`npm run token` beside a
 * server) has written since the first read. At the beginning it waits its turn.
 */
export function lockAtBegin(connection: Database): void {
  const prepare = connection.prepare.bind(connection);
  const locking = (sql: string) => prepare(sql === 'begin' ? 'begin immediate' : sql);
  connection.prepare = locking as typeof connection.prepare;
}
