import { Datasets } from '../../src/datasets/datasets.ts';
import { openDatabase } from '../../src/db/database.ts';
import { DETECT_JOB, RangeDetection } from '../../src/detection/range-detection.ts';
import { ENTITIES } from '../../src/entities.ts';
import { JobQueue } from '../../src/jobs/job-queue.ts';
import { type JobHandler, JobRunner } from '../../src/jobs/job-runner.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';

/**
 * Works detection jobs at once, the first up to the first of `STEPS`, and so on. When each is at its step, the process ends
 * itself with SIGKILL: in the transaction of the one that is WRITTEN, while a thread judges the one that is at JUDGE.
 */
const { DATABASE_URL, ARTIFACTS_DIR, STEPS } = process.env as Record<string, string>;
const steps = STEPS.split(',');
const waiting = new Set(steps.filter((step) => step !== 'JUDGE' && step !== 'WRITTEN'));
const allWait = Promise.withResolvers<void>();
const judges = Promise.withResolvers<void>();
const reached = (step: string): void => {
  if (waiting.delete(step) && waiting.size === 0) allWait.resolve();
};

const staying = (): Promise<never> => {
  reached('DATA');
  return new Promise(() => {});
};

const db = await openDatabase(DATABASE_URL, ENTITIES);
const readings = await openReadings(db);
const datasets = new Datasets(db, readings);
const artifacts = new FolderArtifacts(ARTIFACTS_DIR);
let isWritten = false;
const queue = new JobQueue(db, {
  wake: () => {
    if (isWritten) reached('COMMITTED');
  },
});

const handler: JobHandler = async (job, run) => {
  const step = steps[claimed++];
  const artifact = async ({ artifactSha256 }: { readonly artifactSha256: string }) => {
    if (step === 'DATA') await staying();
    if (step === 'JUDGE') await allWait.promise;
    return artifacts.get(artifactSha256);
  };
  const finish = await new RangeDetection(db, readings, datasets, artifact, queue).handler(job, {
    ...run,
    progress(share, stage) {
      run.progress(share, stage);
      if (step === 'JUDGE' && stage === 'JUDGE') judges.resolve();
    },
  });
  if (step === 'WRITTEN') await judges.promise;
  return async (em) => {
    const result = await finish(em);
    if (step === 'WRITTEN') process.kill(process.pid, 'SIGKILL');
    isWritten = true;
    return result;
  };
};

let claimed = 0;
const onFault = (error: unknown) => console.error(error);
const options = { concurrency: steps.length, leaseMs: 600_000, onFault };
new JobRunner(queue, { [DETECT_JOB]: handler }, options).start();
