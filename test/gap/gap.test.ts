import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { hasRedisServer, RedisServer } from '../events/redis-server.ts';
import { hasPostgresServer, PostgresServer } from './postgres-server.ts';
import { type Outcome, runRound } from './round.ts';
import { postgresqlSite, type Site, sqliteSite } from './site.ts';
import type { Conclusions } from './verdict.ts';

const CUTS = 10;
/** Its cuts are of every kind, and on SQLite kill at every step of the live line; `npm run soak:gap` makes thousands. */
const SEED = 10;

async function runOn(site: Site, cuts: number, expected?: Conclusions): Promise<Outcome> {
  try {
    return await runRound(site, { seed: SEED, cuts, length: CUTS, expected });
  } finally {
    await site.close();
  }
}

describe('ten cuts while anomalies flow: every subscriber has every event once and in order, or a Gap', () => {
  let expected: Conclusions;

  beforeAll(async () => {
    const calm = await runOn(await sqliteSite(), 0);
    expect(calm.problems).toEqual([]);
    expected = calm.conclusions;
  }, 120_000);

  it('from one process on SQLite', async () => {
    const { problems, cuts, events } = await runOn(await sqliteSite(), CUTS, expected);
    expect(problems).toEqual([]);
    expect(events).toBeGreaterThan(20);
    expect(Object.keys(cuts).sort()).toEqual(['CLOCK', 'DATABASE', 'KILL', 'SOCKET']);
  }, 120_000);

  const servers = hasPostgresServer && hasRedisServer;
  if (!servers) console.log('skipped: ten cuts of three processes: no PostgreSQL and Redis server to start');

  it.skipIf(!servers)(
    'from three processes on PostgreSQL',
    async () => {
      const postgres = await PostgresServer.start();
      onTestFinished(() => postgres.stop());
      const redis = await RedisServer.start();
      onTestFinished(() => redis.stop());
      const { problems, cuts } = await runOn(await postgresqlSite(postgres, redis), CUTS, expected);
      expect(problems).toEqual([]);
      expect(Object.keys(cuts).sort()).toEqual(['BUS', 'CLOCK', 'DATABASE', 'KILL', 'SOCKET']);
    },
    120_000,
  );
});
