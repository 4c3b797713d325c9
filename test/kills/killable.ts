import { flushCompileCache } from 'node:module';
import { parseConfig } from '../../src/config.ts';
import type { JobStep, JobStepListener } from '../../src/jobs/job-steps.ts';
import { startApplication } from '../../src/server/application.ts';
import { createLog } from '../../src/server/watch/log.ts';
import { startWorker } from '../../src/server/worker-process.ts';

/** A server or a worker (the first argument) that ends itself with SIGKILL at the step of a job that it was last told. */
let endAt: JobStep | null = null;
process.on('message', (step: JobStep | null) => {
  endAt = step;
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

const onJobStep: JobStepListener = (reached) => {
  if (reached === endAt) process.kill(process.pid, 'SIGKILL');
};
const config = parseConfig(process.env);
const log = createLog('fatal');
if (process.argv[2] === 'worker') await startWorker(config, { log, onJobStep });
else await startApplication(config, { log, onJobStep });
// It never ends in order; what it compiled is kept for the next one.
flushCompileCache();
process.send?.('READY');
