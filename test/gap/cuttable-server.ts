import { flushCompileCache } from 'node:module';
import { parseConfig } from '../../src/config.ts';
import type { LineStep } from '../../src/live/steps.ts';
import { startApplication } from '../../src/server/application.ts';
import { createLog } from '../../src/server/watch/log.ts';

/** What the test asks of a process: to end at a step, or at none; to be ahead of the true time by so much. */
export interface Order {
  readonly endAt: LineStep | null;
  readonly aheadMs: number;
}

let order: Order = { endAt: null, aheadMs: 0 };
const trueNow = Date.now.bind(Date);
Date.now = () => trueNow() + order.aheadMs;
process.on('message', (given: Order) => {
  order = given;
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

const application = await startApplication(parseConfig(process.env), {
  log: createLog('warn'),
  onStep: (reached) => {
    if (reached === order.endAt) process.kill(process.pid, 'SIGKILL');
  },
});
// It never ends in order; what it compiled is kept for the next one.
flushCompileCache();
process.send?.(application.url);
