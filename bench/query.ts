import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runScript, UsageError } from '../scripts/terminal/failure.ts';
import { withProgress } from '../scripts/terminal/progress.ts';
import { table } from '../scripts/terminal/table.ts';
import { wholeNumber } from '../scripts/terminal/whole-number.ts';
import { openDatabase } from '../src/db/database.ts';
import { ENTITIES } from '../src/entities.ts';
import { openReadings } from '../src/readings/open-store.ts';
import { seedReadings, seedSensors } from './fleet-forecast/fleet.ts';
import { onServer, withDatabase } from './postgres-database.ts';
import { type Plan, type Row, runInTurns } from './query/run.ts';
import { onPostgresql, onSqlite } from './query/subjects.ts';
import { writeResult } from './result.ts';

const USAGE = `npm run bench:query -- [options]

A list of 50 sensors with the latest reading of each, asked of the product, of mercurius with compiled queries and of a raw
HTTP server over the same file of SQLite, in turns; and of the product and PostGraphile over the same database of
PostgreSQL, when --postgres is given. Every server has a process of its own, and all must give the same list.
The peers are installed with "npm ci --prefix bench". The result is bench/results/query.json.

  --postgres URL   a PostgreSQL server on which a database may be created for the time of the run
  --sensors N      sensors, 50 to 10000 (500)
  --rounds N       turns, 1 to 20 (5)
  --seconds N      of each subject in a turn, 1 to 30 (3)
  --json           prints {"ratios": {"listRateOverMercuriusJit": n, "listCpuOverRaw": n}, ...}
  --help           prints this`;

const PAGE = 50;
const CONNECTIONS = 8;
const READINGS = 100;
const DATABASE = 'telltale_bench_query';
const LATEST = `create function sensor_latest(s sensor) returns reading language sql stable as
  'select * from reading where sensor_id = s.id order by source_time_ms desc limit 1'`;

async function seed(url: string, sensors: number): Promise<void> {
  const db = await openDatabase(url, ENTITIES);
  const readings = await openReadings(db);
  const size = { sensors, readings: READINGS };
  const ids = await seedSensors(db, size, () => {});
  await withProgress('readings', sensors, ({ update }) => seedReadings({ db, readings }, ids, size, update));
  readings.close();
  await db.close();
}

const turns = (name: string, plan: Plan, subjects: ReturnType<typeof onSqlite>) =>
  withProgress(name, plan.rounds, ({ update }) => runInTurns(subjects, plan, update));

async function measurePostgresql(server: string, sensors: number, plan: Plan, folder: string) {
  return withDatabase(server, DATABASE, async (url) => {
    await seed(url, sensors);
    await onServer(url, LATEST, 'analyze');
    return turns('PostgreSQL', plan, onPostgresql(url, join(folder, 'artifacts')));
  });
}

async function measureSqlite(sensors: number, plan: Plan, folder: string) {
  const file = join(folder, 'telltale.db');
  await seed(`sqlite:${file}`, sensors);
  return turns('SQLite', plan, onSqlite(file, join(folder, 'artifacts')));
}

const ratio = (a: number, b: number): number => Math.round((100 * a) / b) / 100;

const ratiosOf = (rows: Readonly<Record<string, Row>>) => ({
  listRateOverMercuriusJit: ratio(
    rows.telltale.requestsPerSecond.median,
    rows['mercurius-jit'].requestsPerSecond.median,
  ),
  madeListRateOverMercuriusJit: ratio(
    rows['telltale, each made'].requestsPerSecond.median,
    rows['mercurius-jit'].requestsPerSecond.median,
  ),
  madeListCpuOverRaw: ratio(
    rows['telltale, each made'].cpuMicroseconds.median,
    rows.raw.cpuMicroseconds.median,
  ),
  listCpuOverRaw: ratio(rows.telltale.cpuMicroseconds.median, rows.raw.cpuMicroseconds.median),
  ...(rows.postgraphile && {
    listRateOverPostGraphile: ratio(
      rows['telltale on PostgreSQL'].requestsPerSecond.median,
      rows.postgraphile.requestsPerSecond.median,
    ),
  }),
});

const textOf = (rows: Readonly<Record<string, Row>>): string =>
  table(
    ['', 'lists a second', 'CPU µs a list', 'p99 ms'],
    Object.entries(rows).map(([name, { requestsPerSecond, cpuMicroseconds, p99Ms }]) => [
      name,
      Math.round(requestsPerSecond.median).toLocaleString('en'),
      cpuMicroseconds.median.toFixed(0),
      p99Ms.median.toFixed(1),
    ]),
  );

await runScript(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      postgres: { type: 'string' },
      sensors: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (!existsSync(resolve(import.meta.dirname, 'node_modules/mercurius')))
    throw new UsageError('The peers are not installed; run "npm ci --prefix bench" first');
  const sensors = wholeNumber('sensors', values.sensors, 500, PAGE, 10_000);
  const plan = {
    first: PAGE,
    connections: CONNECTIONS,
    rounds: wholeNumber('rounds', values.rounds, 5, 1, 20),
    seconds: wholeNumber('seconds', values.seconds, 3, 1, 30),
  };
  const folder = await mkdtemp(join(tmpdir(), 'telltale-query-'));
  try {
    const rows: Record<string, Row> = await measureSqlite(sensors, plan, folder);
    if (values.postgres) Object.assign(rows, await measurePostgresql(values.postgres, sensors, plan, folder));
    else console.error('PostgreSQL was left out; give --postgres URL to have PostGraphile beside ours');
    const result = writeResult('query', { sensors, ...plan, ratios: ratiosOf(rows), rows });
    console.log(values.json ? JSON.stringify(result) : textOf(rows));
    return 0;
  } finally {
    await rm(folder, { recursive: true });
  }
});
