import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseConfig } from '../../src/config.ts';
import { startApplication } from '../../src/server/application.ts';
import { createLog } from '../../src/server/watch/log.ts';

/** What the server says of itself since it was last asked. */
export interface JobsGauge {
  readonly workersActiveMs: number;
  readonly loopDelayP99Ms: number;
  readonly loopDelayMaxMs: number;
  readonly rssMb: number;
}

/** The product as it is started, in a process of its own. `url` is the first word, then a gauge for each order. */
const application = await startApplication(parseConfig(process.env), { log: createLog('warn') });
const { threads } = application.services.training;
const RESOLUTION_MS = 10;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
let seenActiveMs = threads.activeMs();

process.on('message', (order: 'GAUGE' | 'STOP') => {
  if (order === 'STOP') return void application.close().then(() => process.exit());
  const activeMs = threads.activeMs();
  const gauge: JobsGauge = {
    workersActiveMs: activeMs - seenActiveMs,
    loopDelayP99Ms: delay.percentile(99) / 1e6 - RESOLUTION_MS,
    loopDelayMaxMs: delay.max / 1e6 - RESOLUTION_MS,
    rssMb: process.memoryUsage.rss() / 2 ** 20,
  };
  seenActiveMs = activeMs;
  delay.reset();
  process.send?.(gauge);
});
process.on('disconnect', () => process.exit());
process.send?.(application.url);
