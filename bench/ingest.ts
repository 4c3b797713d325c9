import { parseArgs } from 'node:util';
import { runScript } from '../scripts/terminal/failure.ts';
import { wholeNumber } from '../scripts/terminal/whole-number.ts';
import { FORMS } from './ingest/forms.ts';
import { runForm } from './ingest/run.ts';
import { writeResult } from './result.ts';

const USAGE = `npm run bench:ingest -- [options]

Sends the same readings, as history, through recordReadings and in each form of POST /ingest, each to the product in a
process of its own on a fresh SQLite file; the sender shares the machine with it.

  --sensors N   how many (200)
  --samples N   readings of each (2000)
  --chunk N     readings of a sensor in one mutation or one line of columns (100)
  --json        prints what is written to bench/results/ingest.json
  --help        prints this`;

const OPTIONS = {
  sensors: { type: 'string' },
  samples: { type: 'string' },
  chunk: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

await runScript(USAGE, async () => {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const load = {
    sensors: wholeNumber('sensors', values.sensors, 200, 1, 100_000),
    samples: wholeNumber('samples', values.samples, 2_000, 1, 1_000_000),
    chunk: wholeNumber('chunk', values.chunk, 100, 1, 10_000),
  };
  const forms = [];
  for (const form of Object.keys(FORMS)) {
    process.stderr.write(`${form}\n`);
    forms.push(await runForm(form, load));
  }
  const result = writeResult('ingest', { load, forms });
  if (values.json) console.log(JSON.stringify(result));
  else console.table(forms);
  return forms.every(({ readings }) => readings === load.sensors * load.samples) ? 0 : 1;
});
