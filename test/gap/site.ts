import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import type { RedisServer } from '../events/redis-server.ts';
import type { PostgresServer } from './postgres-server.ts';

/** Where a round of cuts takes place: a database, and what stands between the processes. */
export interface Site {
  readonly dialect: 'sqlite' | 'postgresql';
  readonly databaseUrl: string;
  readonly processes: number;
  /** More of the configuration of its processes. */
  readonly env: Readonly<Record<string, string>>;
  /** The database fails for a while. */
  failDatabase(holdMs: number): Promise<void>;
  /** The bus fails for a while. */
  failBus(holdMs: number): Promise<void>;
  close(): Promise<void>;
}

/** One process on a file. */
export async function sqliteSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-gap-'));
  const file = join(folder, 'telltale.db');
  return {
    dialect: 'sqlite',
    databaseUrl: `sqlite:${file}`,
    processes: 1,
    env: { ARTIFACTS_DIR: join(folder, 'artifacts') },
    async failDatabase(holdMs) {
      const other = new Sqlite(file, { timeout: 5_000 });
      other.exec('begin immediate');
      await pause(holdMs);
      other.exec('rollback');
      other.close();
    },
    failBus: async () => undefined,
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Three processes on a database of a server of their own, and on a bus of their own. */
export async function postgresqlSite(server: PostgresServer, redis: RedisServer): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-gap-'));
  const databaseUrl = await server.database();
  const env = { ARTIFACTS_DIR: folder, REDIS_URL: redis.url, SCORING_LEASE_MS: '1500' };
  return {
    dialect: 'postgresql',
    databaseUrl,
    processes: 3,
    env,
    async failDatabase(holdMs) {
      await server.crash();
      await pause(holdMs);
      await server.start();
    },
    async failBus(holdMs) {
      await redis.kill();
      await pause(holdMs);
      await redis.start();
    },
    async close() {
      await server.drop(databaseUrl);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
