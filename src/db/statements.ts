import type { Database as SqliteClient, Statement } from 'better-sqlite3';
import type { PoolClient } from 'pg';

/** Called as a statement begins; gives what is called when it has ended. */
export type StatementObserver = (sql: string) => (failed: boolean) => void;

/** Statements go to whoever observes at the time. */
export interface Observed {
  observer: StatementObserver | undefined;
}

const TAKING = ['run', 'all', 'get'] as const;

function observeStatement(statement: Statement, sql: string, observed: Observed): Statement {
  for (const method of TAKING) {
    const plain = statement[method].bind(statement) as (...parameters: unknown[]) => unknown;
    statement[method] = ((...parameters: unknown[]) => {
      const end = observed.observer?.(sql);
      try {
        const result = plain(...parameters);
        end?.(false);
        return result;
      } catch (error) {
        end?.(true);
        throw error;
      }
    }) as never;
  }
  return statement;
}

/**
 * Statements that are asked for from now on are observed. Those that their owners hold already are not: the store has
 * its insert of one reading, which runs a hundred thousand times a second.
 */
export function observeSqlite(client: SqliteClient, observed: Observed): void {
  const prepare = client.prepare.bind(client);
  const known = new WeakSet<Statement>();
  client.prepare = ((sql: string) => {
    const statement = prepare(sql);
    if (known.has(statement)) return statement;
    known.add(statement);
    return observeStatement(statement, sql, observed);
  }) as never;
}

const textOf = (query: unknown): string | undefined => {
  if (typeof query === 'string') return query;
  const { text } = query as { text?: unknown };
  return typeof text === 'string' ? text : undefined;
};

/** Every statement on this connection of the pool, with promises, callbacks or none (a cursor ends when it was sent). */
export function observePostgres(client: PoolClient, observed: Observed): void {
  const plain = client.query.bind(client) as (...parameters: unknown[]) => unknown;
  client.query = ((...parameters: unknown[]) => {
    const sql = observed.observer && textOf(parameters[0]);
    if (sql === undefined) return plain(...parameters);
    const end = observed.observer?.(sql) as (failed: boolean) => void;
    const callback = parameters.at(-1);
    if (typeof callback === 'function') {
      const heard = (error: unknown, result: unknown) => {
        end(Boolean(error));
        callback(error, result);
      };
      return plain(...parameters.slice(0, -1), heard);
    }
    const result = plain(...parameters);
    if (result instanceof Promise) {
      result.then(
        () => end(false),
        () => end(true),
      );
    }
    return result;
  }) as never;
}
