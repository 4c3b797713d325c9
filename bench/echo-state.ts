import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runScript, UsageError } from '../scripts/terminal/failure.ts';
import { withProgress } from '../scripts/terminal/progress.ts';
import { shareFlagged } from '../src/ml/evaluation/share-flagged.ts';
import { figuresByCraft, rounded } from './nasa/detection-figures.ts';
import { figuresTables } from './nasa/figures-table.ts';
import { byDiscords, byEchoState, byLastValue, type Finder } from './nasa/findings.ts';
import { judgeChannels, type TimedChannel } from './nasa/judge-channels.ts';
import { nasaChannels } from './nasa/nasa-channel.ts';
import { spread, writeResult } from './result.ts';

const USAGE = `npm run bench:echo-state -- --data DIR [options]

Echo-state networks with their defaults on every channel of the public SMAP/MSL telemetry in DIR, six seeds, beside the
default detector and last-value difference. Scored where there are labels; the result is bench/results/echo-state.json.

  --detections FILE  what was found on every channel, with every seed, as CSV
  --json             prints the result as JSON
  --help             prints this`;

const SEEDS = [1, 2, 3, 4, 5, 6];

/** Name of a row, how it finds, and with which seeds. */
const ROWS: readonly (readonly [string, Finder, readonly number[]])[] = [
  ['echo-state', byEchoState, SEEDS],
  ['discord-envelope', byDiscords, SEEDS.slice(0, 1)],
  ['last value', byLastValue, SEEDS.slice(0, 1)],
];

/** In the layout of the public label file. */
const csvOf = (name: string, seeds: readonly number[], judged: readonly (readonly TimedChannel[])[]) =>
  judged.flatMap((channels, k) =>
    channels.map(({ channel, detections }) => {
      const pairs = detections.map(({ start, end }) => `[${start}, ${end}]`).join(', ');
      return `${name},${seeds[k]},${channel},"[${pairs}]"`;
    }),
  );

async function measure(data: string) {
  const channels = await nasaChannels(data);
  const total = channels.length * ROWS.reduce((sum, [, , seeds]) => sum + seeds.length, 0);
  const lines = ['detector,seed,chan_id,detections'];
  const rows: Record<string, ReturnType<typeof rowOf>> = {};
  await withProgress('judging', total, async (progress) => {
    let done = 0;
    for (const [name, finder, seeds] of ROWS) {
      const judged = await judgeChannels(data, channels, finder, seeds, () => progress.update(++done));
      rows[name] = rowOf(judged);
      lines.push(...csvOf(name, seeds, judged));
    }
  });
  return { channels: channels.length, rows, lines };
}

const rowOf = (judged: readonly (readonly TimedChannel[])[]) => ({
  ...figuresByCraft(judged),
  shareFlaggedOfAllChannels: rounded(shareFlagged(judged.flat())),
  secondsPerChannel: spread(judged.flat().map(({ seconds }) => seconds)),
});

await runScript(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      detections: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.data === undefined) throw new UsageError('--data is missing');
  const { channels, rows, lines } = await measure(resolve(values.data));
  if (values.detections !== undefined) writeFileSync(values.detections, `${lines.join('\n')}\n`);
  const result = writeResult('echo-state', { channels, seeds: SEEDS, rows });
  console.log(values.json ? JSON.stringify(result) : figuresTables(rows));
  return 0;
});
