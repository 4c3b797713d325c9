import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { RedisServer } from '../test/events/redis-server.ts';
import { PostgresServer } from '../test/gap/postgres-server.ts';
import { type Outcome, runRound } from '../test/gap/round.ts';
import { postgresqlSite, type Site, sqliteSite } from '../test/gap/site.ts';
import type { Conclusions } from '../test/gap/verdict.ts';
import { writeResult } from './result.ts';

const USAGE = `npm run soak:gap -- [options]

Runs fleets of server processes through seeded cuts while anomalies flow, in rounds of 25 cuts, and holds what every
subscriber was told against the event log. Goes on where an earlier run stopped; the result is bench/results/soak-gap.json.

  --cuts N           on each database (1000)
  --database NAME    sqlite or postgresql; both when absent
  --seed N           of the first round (1)
  --fresh            forgets what earlier runs have done
  --json             prints the result as JSON
  --help             prints this`;

const CUTS_PER_ROUND = 25;
const DIALECTS = ['sqlite', 'postgresql'] as const;
type Dialect = (typeof DIALECTS)[number];

/** One round as it is kept. */
interface RoundResult extends Omit<Outcome, 'conclusions'> {
  readonly seed: number;
  readonly seconds: number;
}
type Results = Record<Dialect, RoundResult[]>;

function options() {
  try {
    const { values } = parseArgs({
      options: {
        cuts: { type: 'string', default: '1000' },
        database: { type: 'string' },
        seed: { type: 'string', default: '1' },
        fresh: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const [cuts, seed] = [Number(values.cuts), Number(values.seed)];
    if (!Number.isInteger(cuts) || cuts < 1)
      throw new Error(`--cuts is ${values.cuts}; a whole number above 0`);
    if (!Number.isInteger(seed)) throw new Error(`--seed is ${values.seed}; a whole number`);
    const dialects = DIALECTS.filter((name) => !values.database || values.database === name);
    if (dialects.length === 0) throw new Error(`--database is ${values.database}; ${DIALECTS.join(' or ')}`);
    return { ...values, cuts, seed, dialects };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function earlier(): Results {
  const file = resolve(import.meta.dirname, 'results/soak-gap.json');
  if (!existsSync(file)) return { sqlite: [], postgresql: [] };
  return JSON.parse(readFileSync(file, 'utf8')).rounds;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const cutsOf = ({ cuts }: Pick<Outcome, 'cuts'>) => sum(Object.values(cuts));

function summary(rounds: readonly RoundResult[]) {
  const kinds = rounds.flatMap(({ cuts }) => Object.entries(cuts));
  const byKind = Object.groupBy(kinds, ([kind]) => kind);
  return {
    cuts: sum(rounds.map(cutsOf)),
    byKind: Object.fromEntries(
      Object.entries(byKind).map(([kind, each]) => [kind, sum((each ?? []).map(([, count]) => count))]),
    ),
    processesEnded: sum(rounds.map(({ ends }) => ends)),
    events: sum(rounds.map(({ events }) => events)),
    connections: sum(rounds.map(({ connections }) => connections)),
    batchesSentAgain: sum(rounds.map(({ retries }) => retries)),
    seconds: Math.round(sum(rounds.map(({ seconds }) => seconds))),
    problems: sum(rounds.map(({ problems }) => problems.length)),
  };
}

async function roundOn(site: Site, seed: number, cuts: number, expected?: Conclusions): Promise<Outcome> {
  try {
    return await runRound(site, { seed, cuts, length: CUTS_PER_ROUND, expected });
  } finally {
    await site.close();
  }
}

const { cuts, seed: firstSeed, dialects, fresh, json, help } = options();
if (help) {
  console.log(USAGE);
  process.exit();
}
const results: Results = fresh ? { sqlite: [], postgresql: [] } : earlier();
const summaries = () => ({ sqlite: summary(results.sqlite), postgresql: summary(results.postgresql) });
const keep = () => writeResult('soak-gap', { cutsPerRound: CUTS_PER_ROUND, ...summaries(), rounds: results });

console.error('a round without cuts, to know what must be announced');
const { conclusions: expected } = await roundOn(await sqliteSite(), firstSeed, 0);
for (const dialect of dialects) {
  const isShared = dialect === 'postgresql';
  const servers = isShared
    ? { postgres: await PostgresServer.start(), redis: await RedisServer.start() }
    : null;
  const open = () => (servers ? postgresqlSite(servers.postgres, servers.redis) : sqliteSite());
  const rounds = Math.ceil(cuts / CUTS_PER_ROUND);
  for (let seed = firstSeed; seed < firstSeed + rounds; seed++) {
    if (results[dialect].some((round) => round.seed === seed)) continue;
    const startMs = performance.now();
    const { conclusions: _, ...outcome } = await roundOn(await open(), seed, CUTS_PER_ROUND, expected);
    const seconds = Math.round((performance.now() - startMs) / 100) / 10;
    results[dialect].push({ seed, seconds, ...outcome });
    keep();
    const verdict = outcome.problems.length === 0 ? 'nothing lost' : outcome.problems.join('; ');
    console.error(
      `${dialect} round ${seed - firstSeed + 1} of ${rounds}, seed ${seed}, ${seconds} s: ${verdict}`,
    );
  }
  await servers?.postgres.stop();
  await servers?.redis.stop();
}
const result = keep();
if (json) console.log(JSON.stringify(result));
else console.table(summaries());
process.exit(sum(DIALECTS.map((dialect) => summaries()[dialect].problems)) > 0 ? 1 : 0);
