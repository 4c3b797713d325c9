import { parseArgs } from 'node:util';
import { type Figures, runFloor, runLive } from './live/run.ts';
import { writeResult } from './result.ts';

const USAGE = `npm run bench:live -- [options]

Sensors at 1 Hz, each with a live model of its own that was fitted on 1,000 of its samples, against the product in a
process of its own; generator and subscribers share the machine with it. Beside it, a bare server that only stores.

  --sensors N   at first (2000)
  --seconds N   of measurement, after ten to warm up (300)
  --double      doubles the sensors, a minute each, until something is dropped or p99 reaches a second
  --profile     says in which functions the server spent its time
  --json        prints what is written to bench/results/live.json
  --help        prints this`;

const BREAK_P99_MS = 1_000;
const DOUBLED_SECONDS = 60;
const FLOOR_SECONDS = 20;

function options() {
  try {
    const { values } = parseArgs({
      options: {
        sensors: { type: 'string', default: '2000' },
        seconds: { type: 'string', default: '300' },
        double: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const [sensors, seconds] = [Number(values.sensors), Number(values.seconds)];
    if (!Number.isInteger(sensors) || sensors < 20)
      throw new Error(`--sensors is ${values.sensors}; at least 20`);
    if (!Number.isInteger(seconds) || seconds < 5)
      throw new Error(`--seconds is ${values.seconds}; at least 5`);
    return { ...values, sensors, seconds };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

const { sensors, seconds, double, profile, json, help } = options();
if (help) {
  console.log(USAGE);
  process.exit();
}

/** One line that is written over, where it can be. */
function sayOf(what: string) {
  let toldMs = 0;
  return (text: string) => {
    if (performance.now() - toldMs < (process.stderr.isTTY ? 200 : 15_000)) return;
    toldMs = performance.now();
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${what}: ${text}` : `${what}: ${text}\n`);
  };
}

const breaks = ({ dropped, p99Ms }: Figures) => dropped > 0 || !(p99Ms < BREAK_P99_MS);
const runs = [await runLive({ sensors, seconds, profiled: profile }, sayOf(`${sensors} sensors`))];
for (let more = 2 * sensors; double && !breaks(runs[runs.length - 1]); more *= 2)
  runs.push(
    await runLive({ sensors: more, seconds: DOUBLED_SECONDS, profiled: true }, sayOf(`${more} sensors`)),
  );
const floorMicrosecondsPerReading = await runFloor({ sensors, seconds: FLOOR_SECONDS, profiled: false });
process.stderr.write('\n');

const [first, ...doubled] = runs;
const { dropped, p50Ms, p99Ms, rssGrowthMb } = first;
const result = writeResult('live', {
  ratios: {
    cpuPerReadingOverFloor:
      Math.round((100 * first.cpuMicrosecondsPerReading) / floorMicrosecondsPerReading) / 100,
  },
  live: { dropped, p50Ms, p99Ms, rssGrowthMb },
  floorMicrosecondsPerReading,
  measured: first,
  doubled,
});
if (json) console.log(JSON.stringify(result));
else {
  console.table(
    runs.map(({ hot: _, droppedOf: __, ...figures }) => figures),
    [
      'sensors',
      'sent',
      'dropped',
      'p50Ms',
      'p99Ms',
      'maxMs',
      'anomalies',
      'rssMb',
      'rssGrowthMb',
      'cpuShare',
      'cpuMicrosecondsPerReading',
    ],
  );
  console.log(`a bare server: ${floorMicrosecondsPerReading} µs of CPU for each reading`);
  const { hot, sensors: most } = runs[runs.length - 1];
  if (hot.length > 0) console.log(`\nwhere the time goes with ${most} sensors`);
  for (const { where, share } of hot) console.log(`${(100 * share).toFixed(1).padStart(5)} %  ${where}`);
}
process.exit();
