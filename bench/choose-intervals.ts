import { basename, extname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runScript, UsageError } from '../scripts/terminal/failure.ts';
import { withProgress } from '../scripts/terminal/progress.ts';
import { table } from '../scripts/terminal/table.ts';
import { InsufficientDataError } from '../src/errors.ts';
import { FORECASTER_FAMILIES } from '../src/ml/forecasters.ts';
import { splitTable } from './forecast/benchmark-split.ts';
import { readBenchmarkTable } from './forecast/benchmark-table.ts';
import type { ChannelForecasts } from './forecast/channel-forecasts.ts';
import {
  blockForecasts,
  CHOSEN_HORIZONS,
  GAINS,
  RECALIBRATIONS,
  type TriedGain,
  type TriedRecalibration,
  tryGain,
  tryRecalibration,
  validationBlock,
} from './forecast/interval-settings.ts';
import { writeResult } from './result.ts';

const USAGE = `npm run bench:choose-intervals -- --csv FILE [--json]

How the gain of the tracked intervals and the recalibration of risks are chosen, on the later half of the validation rows; the test
rows are cut off first. The weights see the train rows, the earlier half calibrates and teaches. The gain: whose coverage is nearest to 90 % over
horizons of 96 and 336 rows. The recalibration: the best Brier skill over 24 and 96 rows. The result is
bench/results/choose-intervals-FILE.json.`;

async function tryAll(file: string) {
  const block = validationBlock(splitTable(await readBenchmarkTable(file)));
  const room = block.rows - block.testStart;
  const horizons = CHOSEN_HORIZONS.filter((horizon) => 2 * horizon <= room && 2 * horizon <= block.trainEnd);
  if (horizons.length === 0) throw new InsufficientDataError(20 * CHOSEN_HORIZONS[0], block.rows);
  const gains: TriedGain[] = [];
  const recalibrations: TriedRecalibration[] = [];
  const total = horizons.length + GAINS.length + RECALIBRATIONS.length;
  await withProgress('settings', total, async ({ update }) => {
    const byHorizon = new Map<number, ChannelForecasts[]>();
    for (const horizon of horizons) {
      byHorizon.set(horizon, await blockForecasts(FORECASTER_FAMILIES.ridge, block, horizon));
      update(byHorizon.size);
    }
    for (const gain of GAINS) {
      gains.push(tryGain(gain, byHorizon));
      update(horizons.length + gains.length);
    }
    for (const settings of RECALIBRATIONS) {
      recalibrations.push(tryRecalibration(settings, byHorizon.get(horizons[0]) ?? []));
      update(horizons.length + gains.length + recalibrations.length);
    }
  });
  return { horizons, gains, recalibrations };
}

const least = <Tried extends { readonly loss: number }>(tried: readonly Tried[]): Tried =>
  tried.reduce((best, one) => (one.loss < best.loss ? one : best));

/** A line a setting: its name, its figures in the order of horizons, and what was compared. */
function linesOf(
  tried: readonly { readonly figures: object; readonly loss: number }[],
  named: readonly string[],
) {
  return tried.map(({ figures, loss }, k) => [
    named[k],
    ...Object.values(figures).flatMap((pair: object) =>
      Object.values(pair).map((figure: number) => figure.toFixed(4)),
    ),
    loss.toFixed(4),
  ]);
}

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
  const { horizons, gains, recalibrations } = await tryAll(resolve(values.csv));
  const { prior, memory } = least(recalibrations);
  const chosen = { gain: least(gains).gain, prior, memory };
  const file = basename(values.csv, extname(values.csv));
  const result = writeResult(`choose-intervals-${file}`, { horizons, chosen, gains, recalibrations });
  if (values.json) {
    console.log(JSON.stringify(result));
    return 0;
  }
  const intervalHead = horizons.flatMap((h) => [`coverage ${h}`, `interval score ${h}`]);
  const riskHead = [24, 96].flatMap((steps) => [`Brier skill ${steps}`, `ECE ${steps}`]);
  const gainLines = linesOf(
    gains,
    gains.map(({ gain }) => String(gain)),
  );
  const riskLines = linesOf(
    recalibrations,
    recalibrations.map((one) => `${one.prior}, ${one.memory}`),
  );
  console.log(table(['gain', ...intervalHead, 'off nominal'], gainLines));
  console.log(`\n${table(['prior, memory', ...riskHead, '1 − skill'], riskLines)}`);
  console.log(`\nChosen: ${JSON.stringify(chosen)}`);
  return 0;
});
