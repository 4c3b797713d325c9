import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runScript, UsageError } from '../scripts/terminal/failure.ts';
import { PostgresServer } from '../test/gap/postgres-server.ts';
import { type Outcome, runRound, type Site } from '../test/kills/round.ts';
import { writeResult } from './result.ts';

const USAGE = `npm run soak:training -- [options]

Kills a server that trains batches of twenty sensors, at every named step of a job and at random, and on PostgreSQL a
worker process beside it; then lets the queue run empty and looks for jobs that did not end, versions that are missing
or doubled, artifacts without a version, and log lines that were seen and are lost. In rounds of 20 kills; the result is
bench/results/soak-training.json.

  --kills N          on each database (200)
  --database NAME    sqlite or postgresql; both when absent
  --seed N           of the first round (1)
  --json             prints the result as JSON
  --help             prints this`;

const KILLS_PER_ROUND = 20;
const DIALECTS = ['sqlite', 'postgresql'] as const;
type Dialect = (typeof DIALECTS)[number];

interface Total {
  kills: number;
  readonly byKind: Record<string, number>;
  jobs: number;
  lines: number;
  seconds: number;
  readonly problems: string[];
}

function options() {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '200' },
      database: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [kills, seed] = [Number(values.kills), Number(values.seed)];
  if (!Number.isInteger(kills) || kills < 1)
    throw new UsageError(`--kills is ${values.kills}; a whole number above 0`);
  if (!Number.isInteger(seed)) throw new UsageError(`--seed is ${values.seed}; a whole number`);
  const dialects = DIALECTS.filter((name) => !values.database || values.database === name);
  if (dialects.length === 0)
    throw new UsageError(`--database is ${values.database}; ${DIALECTS.join(' or ')}`);
  return { ...values, kills, seed, dialects };
}

async function roundOn(server: PostgresServer | null, kills: number, seed: number): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-soak-'));
  const site: Site = server
    ? { databaseUrl: await server.database(), folder, roles: ['server', 'worker'] }
    : { databaseUrl: `sqlite:${join(folder, 'telltale.db')}`, folder, roles: ['server'] };
  try {
    return await runRound(site, { kills, seed });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function add(total: Total, { kills, jobs, lines, problems }: Outcome, seconds: number): void {
  for (const [kind, count] of Object.entries(kills)) {
    total.byKind[kind] = (total.byKind[kind] ?? 0) + count;
    total.kills += count;
  }
  total.jobs += jobs;
  total.lines += lines;
  total.seconds += seconds;
  total.problems.push(...problems);
}

async function soak(dialect: Dialect, kills: number, firstSeed: number): Promise<Total> {
  const total: Total = { kills: 0, byKind: {}, jobs: 0, lines: 0, seconds: 0, problems: [] };
  const server = dialect === 'postgresql' ? await PostgresServer.start() : null;
  try {
    for (let seed = firstSeed; total.kills < kills; seed++) {
      const startMs = performance.now();
      const outcome = await roundOn(server, Math.min(KILLS_PER_ROUND, kills - total.kills), seed);
      const seconds = Math.round((performance.now() - startMs) / 1_000);
      add(total, outcome, seconds);
      const verdict = outcome.problems.length === 0 ? 'nothing lost' : outcome.problems.join('; ');
      console.error(`${dialect}, seed ${seed}: ${total.kills} of ${kills} kills, ${seconds} s: ${verdict}`);
    }
  } finally {
    await server?.stop();
  }
  return total;
}

await runScript(USAGE, async () => {
  const { kills, seed, dialects, json, help } = options();
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const totals: Partial<Record<Dialect, Total>> = {};
  for (const dialect of dialects) totals[dialect] = await soak(dialect, kills, seed);
  const result = writeResult('soak-training', { killsPerRound: KILLS_PER_ROUND, ...totals });
  const rows = Object.entries(totals).map(([dialect, { byKind: _, problems, ...rest }]) => [
    dialect,
    { ...rest, problems: problems.length },
  ]);
  if (json) console.log(JSON.stringify(result));
  else console.table(Object.fromEntries(rows));
  return Object.values(totals).some(({ problems }) => problems.length > 0) ? 1 : 0;
});
