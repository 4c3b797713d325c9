import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { AnyEntity, EntityClass } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM as PostgresOrm } from '@mikro-orm/postgresql';
import { BasePostgreSqlPlatform, type SqlEntityManager } from '@mikro-orm/sql';
import { MikroORM as SqliteOrm } from '@mikro-orm/sqlite';
import type { Database as SqliteClient } from 'better-sqlite3';
import type { Pool, TypeOverrides } from 'pg';
import { InvalidInputError } from '../errors.ts';
import { keepStatements } from './kept-statements.ts';
import { lockAtBegin } from './lock-at-begin.ts';
import { LOCK_NUMBERS } from './lock-numbers.ts';
import { readDirectly } from './rows.ts';
import { type Observed, observePostgres, observeSqlite, type StatementObserver } from './statements.ts';
import { ChangeSubscriber, seenTransaction } from './witness.ts';

export type Dialect = 'sqlite' | 'postgresql';
export type EntityManager = SqlEntityManager;
export type Entities = readonly EntityClass<AnyEntity>[];

const migrationsRoot = resolve(import.meta.dirname, '../../migrations');

/** The database as the rooms see it: a fresh unit of work, or one transaction around a piece of work. */
export interface Database {
  readonly dialect: Dialect;
  /**
   * A new unit of work with an identity map of its own. On PostgreSQL its statement that is under way is cancelled when
   * `stop` aborts, and fails with the reason; a statement of SQLite holds the process until it ends.
   */
  em(stop?: AbortSignal): EntityManager;
  /** Runs `work` in one transaction; on SQLite it has the only connection to itself until it ends. */
  transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** What lies below the ORM, for the readings store and the wake-up alone. */
  native(): Promise<NativeClient>;
  /** Tells of every statement from now on; on SQLite of those that are asked for from now on. */
  observe(observer: StatementObserver): Promise<void>;
  close(): Promise<void>;
}

export type NativeClient =
  | { readonly dialect: 'sqlite'; readonly connection: SqliteClient }
  | { readonly dialect: 'postgresql'; readonly pool: Pool };

export const dialectOf = (em: EntityManager): Dialect =>
  em.getPlatform() instanceof BasePostgreSqlPlatform ? 'postgresql' : 'sqlite';

/**
 * The dialect and address behind a `DATABASE_URL`: `sqlite:PATH`, `sqlite::memory:` or `postgresql://…`.
 * @throws InvalidInputError
 */
function parseDatabaseUrl(url: string): { dialect: Dialect; address: string } {
  if (url.startsWith('sqlite:')) return { dialect: 'sqlite', address: url.slice('sqlite:'.length) };
  if (/^postgres(ql)?:\/\//.test(url)) return { dialect: 'postgresql', address: url };
  throw new InvalidInputError(
    'DATABASE_URL',
    url.replace(/\/\/.*@/, '//…@'),
    'sqlite:PATH, sqlite::memory: or postgresql://…',
  );
}

/**
 * ORM options of one dialect. Only `npm run migration:create` keeps the snapshot of the schema; the table of readings
 * has no entity and is left alone.
 */
export function ormOptions(url: string, entities: Entities, purpose: 'RUN' | 'CREATE_MIGRATION' = 'RUN') {
  const { dialect, address } = parseDatabaseUrl(url);
  return {
    entities: [...entities],
    extensions: [Migrator],
    subscribers: [new ChangeSubscriber()],
    schemaGenerator: { skipTables: ['reading'] },
    migrations: {
      path: resolve(migrationsRoot, dialect),
      emit: 'ts' as const,
      snapshotName: '.snapshot',
      snapshot: purpose === 'CREATE_MIGRATION',
      silent: true,
      tableName: 'migration',
      fileName: (timestamp: string, name?: string) => `${timestamp}-${name ?? 'change'}`,
    },
    ...(dialect === 'sqlite' ? { dbName: address } : { clientUrl: address }),
  };
}

/**
 * SQLite acknowledges only what is on disk: WAL with `synchronous=FULL`. Another process that writes is waited for up
 * to five seconds. The log is written back every 64 MB, not every 4: at thousands of readings a second that came so
 * often that it held the loop for more than a second at a time.
 */
const SQLITE_PRAGMAS = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'busy_timeout = 5000',
  'temp_store = MEMORY',
  'wal_autocheckpoint = 16000',
];

async function openSqlite(url: string, entities: Entities): Promise<SqliteOrm> {
  const { address } = parseDatabaseUrl(url);
  if (address !== ':memory:') mkdirSync(dirname(resolve(address)), { recursive: true });
  const orm = await SqliteOrm.init(ormOptions(url, entities));
  const connection = orm.em.getConnection();
  for (const pragma of SQLITE_PRAGMAS) await connection.execute(`pragma ${pragma}`);
  const client = await connection.getNativeClient();
  keepStatements(client);
  lockAtBegin(client);
  readDirectly(orm.em, client);
  return orm;
}

const INT8_OID = 20;

/** Every `bigint` of ours is an id or milliseconds, far below 2^53: rows hold numbers, as they do on SQLite. */
const openPostgres = (url: string, entities: Entities, observed: Observed): Promise<PostgresOrm> =>
  PostgresOrm.init({
    ...ormOptions(url, entities),
    pool: { min: 0, max: 10 },
    driverOptions: {
      onPoolCreated: (pool: Pool) => {
        (pool.options.types as TypeOverrides).setTypeParser(INT8_OID, Number);
        pool.on('connect', (client) => observePostgres(client, observed));
      },
    },
  });

/** Processes that start at the same time on one PostgreSQL database wait for the first to have brought it up to date. */
async function migratePostgres(orm: PostgresOrm): Promise<void> {
  const pool = (await orm.em.getConnection().getNativeClient()) as Pool;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [LOCK_NUMBERS.MIGRATIONS]);
    await orm.migrator.up();
    await client.query('commit');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

const IDLE_LIMIT_MS = 5_000;

/**
 * To be called in a transaction that others may wait for: when its process is paused or its machine gone, the server
 * ends it after five seconds, and what it held is free. SQLite needs nothing: it has one process.
 */
export async function limitIdleTime(em: EntityManager): Promise<void> {
  if (dialectOf(em) !== 'postgresql') return;
  await em.execute("select set_config('idle_in_transaction_session_timeout', ?, true)", [`${IDLE_LIMIT_MS}`]);
}

/** Opens the database and brings it to the newest migration. `prepare` sees it before, as it was found. */
export async function openDatabase(
  url: string,
  entities: Entities,
  prepare: (client: NativeClient) => void = () => {},
): Promise<Database> {
  const { dialect } = parseDatabaseUrl(url);
  const observed: Observed = { observer: undefined };
  const orm =
    dialect === 'sqlite' ? await openSqlite(url, entities) : await openPostgres(url, entities, observed);
  const em = (stop?: AbortSignal): EntityManager => {
    const stoppable = stop && dialect === 'postgresql';
    const cancel = { signal: stop, inflightQueryAbortStrategy: 'cancel query' } as const;
    return orm.em.fork(stoppable ? cancel : {}) as EntityManager;
  };
  const native = async (): Promise<NativeClient> => {
    const client = await orm.em.getConnection().getNativeClient();
    return 'prepare' in client
      ? { dialect: 'sqlite', connection: client }
      : { dialect: 'postgresql', pool: client };
  };
  prepare(await native());
  await (orm instanceof PostgresOrm ? migratePostgres(orm) : orm.migrator.up());
  return {
    dialect,
    em,
    native,
    transaction: (work) => seenTransaction(em(), work),
    async observe(observer) {
      const client = await native();
      if (client.dialect === 'sqlite' && !observed.observer) observeSqlite(client.connection, observed);
      observed.observer = observer;
    },
    close: () => orm.close(),
  };
}
