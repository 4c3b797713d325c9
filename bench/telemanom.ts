import { runScript } from '../scripts/terminal/failure.ts';
import { againstNaive, comparisonText } from './detection/against-naive.ts';
import { figuresByCraft } from './nasa/detection-figures.ts';
import { figuresTables } from './nasa/figures-table.ts';
import { byDiscords, byEchoState, byLastValue } from './nasa/findings.ts';
import { judgeChannels } from './nasa/judge-channels.ts';
import { isScorable, nasaChannels } from './nasa/nasa-channel.ts';
import { PUBLISHED_TELEMANOM } from './nasa/published.ts';
import { writeResult } from './result.ts';
import { byCheckpoint } from './telemanom/by-checkpoint.ts';
import { CHANNELS, FIRST_SEED, REPEATED, RUNS, SEEDS } from './telemanom/channels.ts';
import { hasCheckpoint, readCheckpoint } from './telemanom/checkpoint.ts';
import { trainMissing } from './telemanom/missing-checkpoints.ts';
import { telemanomOptions } from './telemanom/options.ts';
import { runReport } from './telemanom/run-report.ts';
import { seedSpread } from './telemanom/seed-spread.ts';
import { trainingCosts } from './telemanom/training-costs.ts';

const USAGE = `npm run bench:telemanom -- --data DIR [options]

Telemanom with the sizes of the paper on 16 channels of the public SMAP/MSL telemetry in DIR that were fixed beforehand,
four of them with three seeds; beside it, on the same channels, echo-state networks, the default detector and last-value
difference. Trains what has no checkpoint yet, minutes each; the result is bench/results/telemanom.json.

  --checkpoints DIR  where the trained networks lie (data/telemanom)
  --trained-only     trains nothing: only channels that have checkpoints
  --json             prints the result as JSON
  --help             prints this`;

const ECHO_STATE_SEEDS = [1, 2, 3, 4, 5, 6];

async function measure(data: string, folder: string) {
  const all = await nasaChannels(data);
  const trainedWith = (names: readonly string[], seeds: readonly number[]) =>
    all
      .filter(({ channel }) => names.includes(channel))
      .filter(({ channel }) => seeds.every((seed) => hasCheckpoint(folder, { channel, seed })));
  const channels = trainedWith([...CHANNELS.MSL, ...CHANNELS.SMAP], [FIRST_SEED]);
  const trained = await judgeChannels(data, channels, byCheckpoint(folder), [FIRST_SEED]);
  const repeated = await judgeChannels(data, trainedWith(REPEATED, SEEDS), byCheckpoint(folder), SEEDS);
  const naive = await judgeChannels(data, channels, byLastValue, [FIRST_SEED]);
  const rows = {
    telemanom: figuresByCraft(trained),
    'echo-state': figuresByCraft(await judgeChannels(data, channels, byEchoState, ECHO_STATE_SEEDS)),
    'discord-envelope': figuresByCraft(await judgeChannels(data, channels, byDiscords, [FIRST_SEED])),
    'last value': figuresByCraft(naive),
  };
  return {
    publishedOnAllChannels: PUBLISHED_TELEMANOM,
    rows,
    againstLastValue: againstNaive(trained[0].filter(isScorable), naive[0].filter(isScorable)),
    seedSpread: seedSpread(repeated),
    training: trainingCosts(
      RUNS.filter((run) => hasCheckpoint(folder, run)).map((run) => readCheckpoint(folder, run)),
    ),
    runs: [...trained.flat(), ...repeated.slice(1).flat()].map((judged) =>
      runReport(readCheckpoint(folder, judged), judged),
    ),
  };
}

const textOf = ({
  rows,
  againstLastValue,
  seedSpread,
  training,
}: Awaited<ReturnType<typeof measure>>): string => {
  const { MSL, SMAP } = PUBLISHED_TELEMANOM;
  return [
    figuresTables(rows),
    `published for Telemanom, on all channels and so not the same ones: MSL ${MSL}, SMAP ${SMAP}`,
    comparisonText(againstLastValue),
    seedSpread && `F1 over ${seedSpread.channels.join(', ')} with each seed: ${seedSpread.f1.join(', ')}`,
    `a training: ${training.cpuSeconds.median} s of CPU (${training.cpuSeconds.min} to ${training.cpuSeconds.max}), ${training.epochs.median} epochs, ${training.peakResidentMb.max} MB at most`,
  ]
    .filter((part) => part !== null)
    .join('\n\n');
};

await runScript(USAGE, async () => {
  const options = telemanomOptions();
  if (options === null) {
    console.log(USAGE);
    return 0;
  }
  const { data, folder, trainedOnly, json } = options;
  if (!trainedOnly) await trainMissing('train.ts', data, folder, RUNS);
  const figures = await measure(data, folder);
  const result = writeResult('telemanom', figures);
  console.log(json ? JSON.stringify(result) : textOf(figures));
  return 0;
});
