import { basename, extname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runScript, UsageError } from '../scripts/terminal/failure.ts';
import { withProgress } from '../scripts/terminal/progress.ts';
import { table } from '../scripts/terminal/table.ts';
import { splitTable } from './forecast/benchmark-split.ts';
import { readBenchmarkTable } from './forecast/benchmark-table.ts';
import { CHOSEN_HORIZONS, chosenStep, heldOutBlocks, STAGES, type Tried } from './forecast/ridge-settings.ts';
import { writeResult } from './result.ts';

const USAGE = `npm run bench:choose-forecast -- --csv FILE [--json]

How the settings of the closed-form forecaster are chosen, by MSE on two blocks: the last third of the train rows, forecast by
the first two, and the validation rows, forecast by all of them. Test rows are cut off first. One group of settings after another, the best is kept. The result is
bench/results/choose-forecast-FILE.json.`;

const cellsOf = ({ stage, named, mse, loss }: Tried): string[] => [
  stage,
  JSON.stringify(named),
  ...mse.flatMap((block) => CHOSEN_HORIZONS.map((horizon) => block[horizon].toFixed(4))),
  loss.toFixed(4),
];

await runScript(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      csv: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.csv === undefined) throw new UsageError('--csv is missing');
  const blocks = heldOutBlocks(splitTable(await readBenchmarkTable(resolve(values.csv))));
  const tried: Tried[] = [];
  let best: Tried | undefined;
  const total = STAGES.reduce((sum, { candidates }) => sum + candidates.length, 0);
  await withProgress('settings', total, async ({ update }) => {
    for (const stage of STAGES) {
      for (const one of chosenStep(blocks, stage, best)) {
        tried.push(one);
        update(tried.length);
      }
      const own = tried.filter((one) => one.stage === stage.name);
      best = own.reduce((least, one) => (one.loss < least.loss ? one : least));
    }
  });
  const chosen = best?.setting;
  const file = basename(values.csv, extname(values.csv));
  const result = writeResult(`choose-forecast-${file}`, { horizons: CHOSEN_HORIZONS, chosen, tried });
  const columns = ['train', 'validation'].flatMap((block) => CHOSEN_HORIZONS.map((h) => `${block} ${h}`));
  const head = ['group', 'settings', ...columns, 'mean log MSE'];
  console.log(values.json ? JSON.stringify(result) : table(head, tried.map(cellsOf)));
  if (!values.json) console.log(`\nChosen: ${JSON.stringify(chosen)}`);
  return 0;
});
