import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runScript, UsageError } from '../scripts/terminal/failure.ts';
import { writeResult } from './result.ts';
import { CHANNELS, FIRST_SEED } from './telemanom/channels.ts';
import { hasCheckpoint } from './telemanom/checkpoint.ts';
import { trainMissing } from './telemanom/missing-checkpoints.ts';
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
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      checkpoints: { type: 'string', default: 'data/telemanom' },
      'trained-only': { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.data === undefined) throw new UsageError('--data is missing');
  const [data, folder] = [resolve(values.data), resolve(values.checkpoints)];
  const shuffled = join(folder, 'shuffled');
  if (!values['trained-only']) {
    await trainMissing('train.ts', data, folder, RUNS);
    await trainMissing('train-shuffled.ts', data, shuffled, RUNS);
  }
  const figures = await study(data, trainedIn(folder), trainedIn(shuffled));
  const result = writeResult('telemanom-study', figures);
  console.log(values.json ? JSON.stringify(result) : studyTable(figures.rows));
  return 0;
});
