import { flushCompileCache } from 'node:module';
import { parseConfig } from '../../src/config.ts';
import { startApplication } from '../../src/server/application.ts';
import { createLog } from '../../src/server/watch/log.ts';

/** A server that ends itself with SIGKILL at a step of the live line: `STOP_AT=WRITTEN:2` at the second WRITTEN. */
const [step, count] = (process.env.STOP_AT ?? '').split(':');
let left = Number(count);

const application = await startApplication(parseConfig(process.env), {
  log: createLog('error'),
  onStep: (reached) => {
    if (reached === step && --left === 0) process.kill(process.pid, 'SIGKILL');
  },
});
// It never ends in order; what it compiled is kept for the next one.
flushCompileCache();
process.send?.(application.url);
