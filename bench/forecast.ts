import { basename, extname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runScript, UsageError } from '../scripts/terminal/failure.ts';
import { withProgress } from '../scripts/terminal/progress.ts';
import { InsufficientDataError } from '../src/errors.ts';
import { FORECASTER_FAMILIES } from '../src/ml/forecasters.ts';
import { splitTable } from './forecast/benchmark-split.ts';
import { readBenchmarkTable } from './forecast/benchmark-table.ts';
import { type MeasuredRow, reportText, rowReport } from './forecast/forecast-report.ts';
import { HORIZONS, horizonsOf, measureHorizon } from './forecast/measured-row.ts';
import { riskLevelsText, riskText, stagesText } from './forecast/stage-report.ts';
import { writeResult } from './result.ts';

const FAMILIES = Object.keys(FORECASTER_FAMILIES);
const DEFAULT = 'ridge';
/** They stand beside every other. */
const BESIDE = ['ols', 'seasonal-naive', 'last-value'];

const USAGE = `npm run bench:forecast -- --csv FILE [options]

Forecasts every column of a CSV file with a column "date": the first 14,400 rows (all where there are fewer), 60 % train,
20 % validation, the rest test; each column z-scored by its train rows; horizons of 96, 192, 336 and 720 rows; every test
window, none left out; the fit sees train rows only. The result is bench/results/forecast-FILE-FORECASTER.json.

  --forecaster NAME  ${FAMILIES.join(', ')} (${DEFAULT})
  --json             prints the figures of the forecaster as JSON, the table on stderr
  --help             prints this`;

async function measure(file: string, forecaster: string) {
  const split = splitTable(await readBenchmarkTable(file));
  const horizons = horizonsOf(split);
  if (horizons.length === 0) throw new InsufficientDataError(5 * HORIZONS[0], split.rows);
  const names = [...new Set([forecaster, ...BESIDE.filter((name) => FAMILIES.includes(name))])];
  const rows = new Map<string, MeasuredRow>();
  await withProgress('forecaster × horizon', names.length * horizons.length, async ({ update }) => {
    for (const name of names) {
      const row: Record<string, MeasuredRow[string]> = {};
      for (const horizon of horizons) {
        row[horizon] = await measureHorizon(FORECASTER_FAMILIES[name], split, horizon, name === forecaster);
        update(rows.size * horizons.length + Object.keys(row).length);
      }
      rows.set(name, row);
    }
  });
  const own = rows.get(forecaster) as MeasuredRow;
  return { split, own, reports: names.map((name) => rowReport(name, rows.get(name) as MeasuredRow)) };
}

/** Intervals and risk of the forecaster by every stage, as they are. */
const stagesOf = (row: MeasuredRow) =>
  Object.fromEntries(
    Object.entries(row).map(([horizon, { intervals, risk }]) => [horizon, { intervals, risk }]),
  );

await runScript(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      csv: { type: 'string' },
      forecaster: { type: 'string', default: DEFAULT },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const { csv, forecaster, json } = values;
  if (csv === undefined) throw new UsageError('--csv is missing');
  if (!FAMILIES.includes(forecaster)) {
    throw new UsageError(`--forecaster is ${forecaster}; it must be one of ${FAMILIES.join(', ')}`);
  }
  const { split, own, reports } = await measure(resolve(csv), forecaster);
  const { trainEnd, testStart, rows, periodMs, channels } = split;
  const head = { file: basename(csv), channels: channels.length, rows, trainEnd, testStart, periodMs };
  writeResult(`forecast-${basename(csv, extname(csv))}-${forecaster}`, {
    ...head,
    reports,
    stages: stagesOf(own),
  });
  const said = `${head.file}: ${head.channels} channels, ${trainEnd} / ${testStart - trainEnd} / ${rows - testStart} rows\n\n${[reportText(reports), stagesText(own), riskText(own), riskLevelsText(own)].join('\n\n')}\n`;
  if (json) console.log(JSON.stringify(reports[0]));
  (json ? process.stderr : process.stdout).write(said);
  return 0;
});
