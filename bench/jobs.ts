import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { runScript, UsageError } from '../scripts/terminal/failure.ts';
import { withProgress } from '../scripts/terminal/progress.ts';
import { runJobs } from './jobs/run.ts';
import { writeResult } from './result.ts';

const TARGETS = { workerUtilisation: 0.85, loopDelayP99Ms: 50 };

const USAGE = `npm run bench:jobs -- [options]

Trains every sensor of a plant with the default detector through one mutation, against the product in a process of its
own on SQLite. Jobs a second, how much of the time the worker threads were at work (active time by eventLoopUtilization
over wall time and workers, at least ${TARGETS.workerUtilisation}), and how long the event loop was held (p99 under ${TARGETS.loopDelayP99Ms} ms).

  --sensors N   how many (200)
  --samples N   stored readings of each (5000)
  --workers N   threads (as many as cores but one)
  --json        prints what is written to bench/results/jobs.json
  --help        prints this`;

const OPTIONS = {
  sensors: { type: 'string', default: '200' },
  samples: { type: 'string', default: '5000' },
  workers: { type: 'string', default: String(Math.max(1, availableParallelism() - 1)) },
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
    sensors: Number(values.sensors),
    samples: Number(values.samples),
    workers: Number(values.workers),
  };
  for (const [name, value] of Object.entries(load))
    if (!Number.isInteger(value) || value < 1)
      throw new UsageError(`--${name} must be a whole number above 0`);
  const figures = await withProgress('jobs', load.sensors, ({ update }) => runJobs(load, update));
  const result = writeResult('jobs', { targets: TARGETS, measured: figures });
  if (values.json) console.log(JSON.stringify(result));
  else console.table([figures]);
  return figures.succeeded === load.sensors ? 0 : 1;
});
