import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Campaign, type CampaignOptions, MOST_GROWTH_MB, runCampaign } from '../test/fuzz/campaign.ts';
import type { Finding } from '../test/fuzz/fuzz.ts';
import { writeResult } from './result.ts';

const USAGE = `npm run fuzz -- [options]

Sends broken requests to a server of its own: operations whose variables, document, text or envelope are changed,
conversations over WebSocket, and bodies for POST /ingest. Every answer has to be in its form, with a code on every
error and nothing of the inside; what was refused may have written nothing, and memory has to stay flat. A case is made
again by its seed and index alone. Exits with 1 when anything was found.

  --cases N      (20000)
  --seed N       (1)
  --from N       the first case (0)
  --workers N    threads that work on the jobs which the cases queue (0)
  --record       adds the figures of this seed to bench/results/fuzz.json
  --json         prints the figures as JSON
  --help         prints this`;

const TEXT_SHOWN = 2_000;
/** How long the process may live on when everything is closed. */
const ENDED_MS = 10_000;

function options(): CampaignOptions & { readonly json: boolean; readonly record: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        cases: { type: 'string', default: '20000' },
        seed: { type: 'string', default: '1' },
        from: { type: 'string', default: '0' },
        workers: { type: 'string', default: '0' },
        record: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      process.exit();
    }
    const whole = (name: 'cases' | 'seed' | 'from' | 'workers', least: number) => {
      const value = Number(values[name]);
      if (Number.isInteger(value) && value >= least) return value;
      throw new Error(`--${name} is ${values[name]}; a whole number from ${least}`);
    };
    const { json, record } = values;
    const counts = { cases: whole('cases', 1), seed: whole('seed', 0), from: whole('from', 0) };
    return { ...counts, workers: whole('workers', 0), json, record };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function show(seed: number, { index, kind, problems, sent, answered }: Finding): void {
  const again = `npm run fuzz -- --seed ${seed} --from ${index} --cases 1`;
  const texts = [problems.join('\n'), `sent: ${sent}`, `answered: ${answered}`];
  console.error(`\ncase ${index} (${kind}): ${again}`);
  for (const text of texts) console.error(text.slice(0, TEXT_SHOWN));
}

/** Keeps one row a seed beside those of earlier runs. */
function record({ findings, ...figures }: Campaign, workers: number): void {
  const file = resolve(import.meta.dirname, 'results/fuzz.json');
  const earlier: { seed: number }[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).rows : [];
  const rows = [
    ...earlier.filter(({ seed }) => seed !== figures.seed),
    { ...figures, workers, findings: findings.length },
  ];
  const cases = (rows as { cases?: number }[]).reduce((sum, row) => sum + (row.cases ?? 0), 0);
  writeResult('fuzz', { cases, mostGrowthMb: MOST_GROWTH_MB, rows: rows.sort((a, b) => a.seed - b.seed) });
}

const { json, record: isRecorded, ...asked } = options();
const campaign = await runCampaign({
  ...asked,
  onFinding: (finding) => show(asked.seed, finding),
  onBatch: (done) => done % 5_000 === 0 && console.error(`${done} cases`),
});
const isClean = campaign.findings.length === 0 && campaign.problems.length === 0;
if (isRecorded && asked.from === 0) record(campaign, asked.workers);
console.log(json ? JSON.stringify(campaign) : campaign);
process.exitCode = isClean ? 0 : 1;
setTimeout(() => {
  console.error(`something is left open: ${process.getActiveResourcesInfo().join(', ')}`);
  process.exit(1);
}, ENDED_MS).unref();
