import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runScript } from '../scripts/terminal/failure.ts';
import { table } from '../scripts/terminal/table.ts';
import { wholeNumber } from '../scripts/terminal/whole-number.ts';
import { type Campaign, MOST_GROWTH_MB, runCampaign } from '../test/fuzz/campaign.ts';
import type { Finding } from '../test/fuzz/fuzz.ts';
import { onServer, withDatabase } from './postgres-database.ts';
import { writeResult } from './result.ts';

const USAGE = `npm run fuzz -- [options]

Sends broken requests to a server of its own, on SQLite where no other database is named: operations whose variables, document, text or envelope are changed,
conversations over WebSocket, and bodies for POST /ingest. Every answer has to be in its form, with a code on every
error and nothing of the inside; what was refused may have written nothing, and memory has to stay flat. A case is made
again by its seed and index alone. Exits with 1 when anything was found.

  --cases N      (20000)
  --seed N       (1)
  --from N       the first case (0)
  --workers N    threads that work on the jobs which the cases queue (0)
  --postgres URL a PostgreSQL server on which a database may be created for the time of the run
  --record       adds the figures of this seed and database to bench/results/fuzz.json
  --json         prints the figures as JSON
  --help         prints this`;

const DATABASE = `telltale_fuzz_${process.pid}`;
const SQLITE = 'SQLite';
const TEXT_SHOWN = 2_000;
/** How long the process may live on when everything is closed. */
const ENDED_MS = 10_000;

function show(seed: number, server: string | undefined, { index, kind, ...found }: Finding): void {
  const { problems, sent, answered } = found;
  const again = `npm run fuzz -- --seed ${seed} --from ${index} --cases 1${server ? ` --postgres ${server}` : ''}`;
  const texts = [problems.join('\n'), `sent: ${sent}`, `answered: ${answered}`];
  console.error(`\ncase ${index} (${kind}): ${again}`);
  for (const text of texts) console.error(text.slice(0, TEXT_SHOWN));
}

/** Keeps one row a seed and database beside those of earlier runs. */
function record({ findings, ...figures }: Campaign, workers: number, database: string): void {
  const file = resolve(import.meta.dirname, 'results/fuzz.json');
  const earlier: { seed: number; database?: string }[] = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8')).rows
    : [];
  const rows = [
    ...earlier.filter((row) => row.seed !== figures.seed || (row.database ?? SQLITE) !== database),
    { ...figures, workers, database, findings: findings.length },
  ];
  const cases = (rows as { cases?: number }[]).reduce((sum, row) => sum + (row.cases ?? 0), 0);
  writeResult('fuzz', { cases, mostGrowthMb: MOST_GROWTH_MB, rows: rows.sort((a, b) => a.seed - b.seed) });
}

const textOf = ({ cases, byKind, byAnswer, heapMb, findings, problems }: Campaign): string =>
  [
    table(['broken', 'cases'], entries(byKind)),
    table(['first answer', 'cases'], entries(byAnswer)),
    `${cases} cases, ${findings.length} findings; heap ${heapMb.warm} MB after a third, ${heapMb.end} MB at the end`,
    ...problems,
  ].join('\n\n');

const entries = (counts: Readonly<Record<string, number>>): string[][] =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => [name, String(count)]);

/** A process that lives on has left something open. */
function endSoon(): void {
  setTimeout(() => {
    console.error(`something is left open: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(1);
  }, ENDED_MS).unref();
}

await runScript(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string' },
      seed: { type: 'string' },
      from: { type: 'string' },
      workers: { type: 'string' },
      postgres: { type: 'string' },
      record: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const seed = wholeNumber('seed', values.seed, 1, 0, 2 ** 31 - 1);
  const workers = wholeNumber('workers', values.workers, 0, 0, 8);
  const run = (postgres?: string) =>
    runCampaign({
      seed,
      workers,
      postgres,
      cases: wholeNumber('cases', values.cases, 20_000, 1, 10_000_000),
      from: wholeNumber('from', values.from, 0, 0, 2 ** 31 - 1),
      onFinding: (finding) => show(seed, values.postgres, finding),
      onBatch: (done) => done % 5_000 === 0 && console.error(`${done} cases`),
    });
  const campaign = values.postgres
    ? await withDatabase(values.postgres, DATABASE, async (url) => {
        // What is acknowledged need not outlive a power cut here.
        await onServer(url, `alter database ${DATABASE} set synchronous_commit = off`);
        return run(url);
      })
    : await run();
  if (values.record) record(campaign, workers, values.postgres ? 'PostgreSQL' : SQLITE);
  console.log(values.json ? JSON.stringify(campaign) : textOf(campaign));
  endSoon();
  return campaign.findings.length + campaign.problems.length > 0 ? 1 : 0;
});
