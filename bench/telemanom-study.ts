import { join } from 'node:path';
import { runScript } from '../scripts/terminal/failure.ts';
import { writeResult } from './result.ts';
import { CHANNELS, FIRST_SEED } from './telemanom/channels.ts';
import { hasCheckpoint } from './telemanom/checkpoint.ts';
import { trainMissing } from './telemanom/missing-checkpoints.ts';
import { telemanomOptions } from './telemanom/options.ts';
import { study, type Trained } from './telemanom/study.ts';
import { studyTable } from './telemanom/study-table.ts';

const USAGE = `npm run bench:telemanom-study -- --data DIR [options]

What moves the F1 of Telemanom and of echo-state networks on the labelled channels of the public SMAP/MSL telemetry in
DIR: one setting at a time on the same predictions, and networks that were trained with windows held out at random.
Nothing here chooses a default. The result is bench/results/telemanom-study.json.

  --checkpoints DIR  where the trained networks lie (data/telemanom); those held out at random in DIR/shuffled
  --trained-only     trains nothing: only channels that have checkpoints
  --json             prints the result as JSON
  --help             prints this`;

const RUNS = [...CHANNELS.MSL, ...CHANNELS.SMAP].map((channel) => ({ channel, seed: FIRST_SEED }));

const trainedIn = (folder: string): Trained => ({
  folder,
  channels: RUNS.filter((run) => hasCheckpoint(folder, run)).map(({ channel }) => channel),
});

await runScript(USAGE, async () => {
  const options = telemanomOptions();
  if (options === null) {
    console.log(USAGE);
    return 0;
  }
  const { data, folder, trainedOnly, json } = options;
  const shuffled = join(folder, 'shuffled');
  if (!trainedOnly) {
    await trainMissing('train.ts', data, folder, RUNS);
    await trainMissing('train-shuffled.ts', data, shuffled, RUNS);
  }
  const figures = await study(data, trainedIn(folder), trainedIn(shuffled));
  const result = writeResult('telemanom-study', figures);
  console.log(json ? JSON.stringify(result) : studyTable(figures.rows));
  return 0;
});
