import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { Datasets } from '../../datasets/datasets.ts';
import type { Database } from '../../db/database.ts';
import type { ArtifactReader } from '../../detection/live-detectors.ts';
import { DETECT_JOB, RangeDetection } from '../../detection/range-detection.ts';
import type { Job } from '../../jobs/job.ts';
import { JobQueue } from '../../jobs/job-queue.ts';
import { type JobHandler, JobRunner } from '../../jobs/job-runner.ts';
import type { JobStepListener } from '../../jobs/job-steps.ts';
import { JobWorkers } from '../../jobs/job-workers.ts';
import { ModelValidations, VALIDATE_JOB } from '../../promotion/model-validations.ts';
import { PromotionGate } from '../../promotion/promotion-gate.ts';
import type { ReadingsStore } from '../../readings/store.ts';
import type { ArtifactStore } from '../../registry/artifact-store.ts';
import { ArtifactSweep } from '../../registry/artifact-sweep.ts';
import type { Registry } from '../../registry/registry.ts';
import { RetentionRounds } from '../../registry/retention-rounds.ts';
import { VersionRetention } from '../../registry/version-retention.ts';
import { BatchTraining } from '../../training/batch-training.ts';
import { GroupTraining } from '../../training/group-training.ts';
import { Retraining } from '../../training/retraining.ts';
import { trainHandler } from '../../training/train-handler.ts';
import { TRAIN_JOB } from '../../training/train-request.ts';
import { Training } from '../../training/training.ts';
import { faultsTo } from '../watch/log.ts';
import type { Attributes, Tracing } from '../watch/tracing.ts';

export interface JobRooms {
  readonly db: Database;
  readonly readings: ReadingsStore;
  readonly datasets: Datasets;
  readonly registry: Registry;
  readonly artifacts: ArtifactStore;
  readonly feed: { wake(): void };
  readonly log: Logger;
  readonly tracing: Tracing;
  readonly onStep?: JobStepListener;
}

export interface Jobs {
  readonly queue: JobQueue;
  readonly training: Training;
  readonly groups: GroupTraining;
  readonly batches: BatchTraining;
  readonly ranges: RangeDetection;
  readonly gate: PromotionGate;
  readonly validation: ModelValidations;
  /** Works the queue, removes what killed workers left, and asks for what policies want. */
  start(): void;
  stop(): Promise<void>;
}

/** Of the jobs that may be under way beyond those at work, to have the next ones ready. */
const MOST_AHEAD = 2;

const jobAttributes = ({ id, kind, attempt, topic }: Job): Attributes => ({
  'telltale.job.id': id,
  'telltale.job.kind': kind,
  'telltale.job.attempt': attempt,
  ...(topic != null && { 'telltale.job.topic': topic }),
});

/** All that concerns durable work, the same in a server and in a worker process. */
export function openJobs(config: Config, rooms: JobRooms): Jobs {
  const { db, readings, datasets, registry, feed, tracing } = rooms;
  const retry = { attempts: config.jobAttempts, backOffMs: config.jobBackOffMs };
  const queue = new JobQueue(db, feed, retry, () => tracing.here());
  const gate = new PromotionGate(db, readings, registry);
  const training = new Training(db, datasets, registry, queue, gate);
  const groups = new GroupTraining(db, datasets, registry, queue, gate, training.threads);
  const artifact: ArtifactReader = (version) => registry.artifact(version);
  const ranges = new RangeDetection(db, readings, datasets, artifact, queue);
  const validation = new ModelValidations(db, readings, artifact, queue);
  const runner = openRunner(config, rooms, queue, {
    [TRAIN_JOB]: trainHandler(training, groups),
    [DETECT_JOB]: ranges.handler,
    [VALIDATE_JOB]: validation.handler,
  });
  const { sweep, retraining, retention } = openRounds(rooms, queue);
  return {
    ...{ queue, training, groups, ranges, gate, validation },
    batches: new BatchTraining(db, training, queue),
    start() {
      for (const one of [runner, sweep, retraining, retention]) one.start();
    },
    async stop() {
      await retraining.stop();
      await retention.stop();
      await runner.stop();
      await Promise.all([ranges, gate, validation].map((judging) => judging.stop()));
      await training.threads.close();
      await sweep.stop();
    },
  };
}

/** What works the queue. */
function openRunner(
  config: Config,
  { db, log, tracing, onStep = () => {} }: JobRooms,
  queue: JobQueue,
  handlers: Readonly<Record<string, JobHandler>>,
): JobRunner {
  return new JobRunner(queue, handlers, {
    concurrency: config.trainingWorkers,
    ahead: Math.min(config.trainingWorkers, MOST_AHEAD),
    leaseMs: config.jobLeaseMs,
    isAlone: db.dialect === 'sqlite',
    workers: new JobWorkers(db),
    onStep,
    watched: (job, work) => tracing.job(`job ${job.kind}`, jobAttributes(job), job.traceParent ?? null, work),
    onFault: (error, job) => log.error({ err: error, jobId: job?.id }, 'job or queue failed'),
  });
}

/** What looks now and then: for what killed workers left, and for what policies want. */
function openRounds({ db, artifacts, log }: JobRooms, queue: JobQueue) {
  const fault = faultsTo(log);
  const versions = new VersionRetention(db, artifacts);
  return {
    sweep: new ArtifactSweep(db, artifacts, {
      alive: (em, holders) => queue.leases.holding(em, holders),
      onFault: fault('artifacts without a version not removed, tried again'),
    }),
    retraining: new Retraining(queue, fault('retraining policies not followed, tried again')),
    retention: new RetentionRounds(versions, fault('retention policies not followed, tried again')),
  };
}
