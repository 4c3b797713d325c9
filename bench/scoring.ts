import { parseArgs } from 'node:util';
import { runScript } from '../scripts/terminal/failure.ts';
import { withProgress } from '../scripts/terminal/progress.ts';
import { table } from '../scripts/terminal/table.ts';
import { sliceSeries } from '../src/ml/series.ts';
import { spread, writeResult } from './result.ts';
import { readingsPerSecond } from './scoring/readings-per-second.ts';
import { SCORED_DETECTORS, type ScoredDetector } from './scoring/scored-detectors.ts';
import { seededColumns } from './seeded-columns.ts';

const USAGE = `npm run bench:scoring -- [options]

Readings that the causal form of every kind of detector judges per second of CPU, on one core, fitted on 2,800 samples of
a seeded signal. Networks have random weights. The result is bench/results/scoring.json.

  --json  prints the result as JSON
  --help  prints this`;

const TRAIN_SAMPLES = 2_800;
const STREAM_SAMPLES = 20_000;
/** Readings a second, by the default detector. */
const TARGET = { 'discord-envelope': 20_000 };

async function measure(scored: ScoredDetector) {
  const [values, ...columns] = seededColumns(1 + scored.inputs, TRAIN_SAMPLES + STREAM_SAMPLES);
  const answered = columns.slice(0, scored.answers ?? 0);
  const series = {
    values: values.map((value, t) => answered.reduce((sum, column) => sum + column[t], value)),
    inputs: columns,
  };
  const detector = await scored.fit(sliceSeries(series, 0, TRAIN_SAMPLES));
  const rates = readingsPerSecond(
    detector.live(),
    sliceSeries(series, TRAIN_SAMPLES, TRAIN_SAMPLES + STREAM_SAMPLES),
  );
  const perSecond = spread(rates.map(Math.round));
  return {
    readingsPerSecond: perSecond,
    microsecondsAReading: Number((1e6 / perSecond.median).toPrecision(3)),
  };
}

const textOf = (rows: Readonly<Record<string, Awaited<ReturnType<typeof measure>>>>): string =>
  table(
    ['', 'readings/s', 'from', 'to', 'µs a reading'],
    Object.entries(rows).map(([name, { readingsPerSecond: rate, microsecondsAReading }]) => [
      name,
      ...[rate.median, rate.min, rate.max].map((one) => one.toLocaleString('en')),
      String(microsecondsAReading),
    ]),
  );

await runScript(USAGE, async () => {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const rows: Record<string, Awaited<ReturnType<typeof measure>>> = {};
  await withProgress('scoring', SCORED_DETECTORS.length, async (progress) => {
    for (const [k, detector] of SCORED_DETECTORS.entries()) {
      rows[detector.name] = await measure(detector);
      progress.update(k + 1);
    }
  });
  const result = writeResult('scoring', {
    basis: 'CPU seconds of one core',
    trainedOn: TRAIN_SAMPLES,
    targets: { readingsPerSecond: TARGET },
    rows,
  });
  console.log(values.json ? JSON.stringify(result) : textOf(rows));
  return 0;
});
