import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Services } from '../context.ts';
import { Datasets } from '../datasets/datasets.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { Explaining } from '../detection/explaining.ts';
import { Labelling } from '../detection/labelling.ts';
import { type ArtifactReader, LiveDetectors, type UnusableReport } from '../detection/live-detectors.ts';
import { DETECT_JOB, RangeDetection } from '../detection/range-detection.ts';
import { Replaying } from '../detection/replaying.ts';
import { SeriesScoring } from '../detection/series-scoring.ts';
import { ENTITIES } from '../entities.ts';
import { EquipmentTree } from '../equipment/equipment-tree.ts';
import { EventFeed } from '../events/feed.ts';
import { Retention } from '../events/retention.ts';
import { Forecasting } from '../forecasting/forecasting.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import { JobRunner } from '../jobs/job-runner.ts';
import { Labels } from '../labels/labels.ts';
import { LiveLine } from '../live/line.ts';
import { Scorer } from '../live/scorer.ts';
import { ShadowScorer } from '../live/shadow-scorer.ts';
import { SilenceWatch } from '../live/silence-watch.ts';
import type { StepListener } from '../live/steps.ts';
import { TelemetryFeed } from '../live/telemetry.ts';
import { ModelValidations, VALIDATE_JOB } from '../promotion/model-validations.ts';
import { PromotionGate } from '../promotion/promotion-gate.ts';
import { ShadowRuns } from '../promotion/shadow-runs.ts';
import { openReadings } from '../readings/open-store.ts';
import { Challengers } from '../registry/challengers.ts';
import { FolderArtifacts } from '../registry/folder-artifacts.ts';
import { ModelFaults } from '../registry/model-faults.ts';
import type { ModelTask } from '../registry/registered-model.ts';
import { Registry } from '../registry/registry.ts';
import { VersionRetention } from '../registry/version-retention.ts';
import { TensorCheck } from '../tensors/tensor-check.ts';
import { TRAIN_JOB, Training } from '../training/training.ts';
import type { Readiness } from './health.ts';
import { openProcesses } from './processes.ts';

const FUTURE_TOLERANCE_MS = 5 * 60_000;

export interface ServicesOptions {
  readonly log: Logger;
  /** Told of each named step of the live line; for tests that end the process there. */
  readonly onStep?: StepListener;
}

export interface RunningServices extends Services {
  readonly scorer: Scorer;
  readiness(): Promise<Readiness>;
  /** Takes up what an earlier process left: readings not yet judged, jobs not yet ended. */
  start(): Promise<void>;
  /** Ends what is under way, the graph first stopped; what is left waits in the database. */
  stop(): Promise<void>;
}

/** The only place where the rooms are put together. */
export async function openServices(
  config: Config,
  { log, onStep = () => {} }: ServicesOptions,
): Promise<RunningServices> {
  const db = await openDatabase(config.databaseUrl, ENTITIES);
  const readings = await openReadings(db);
  const processes = await openProcesses(config, db, log);
  const feed = new EventFeed(db, {
    heartbeatMs: config.heartbeatMs,
    tell: () => processes.tellEvents(),
    onFault: (error) => log.error({ err: error }, 'event log not read, tried again'),
  });
  const telemetry = new TelemetryFeed();
  const artifacts = new FolderArtifacts(config.artifactsDir);
  const registry = new Registry(db, artifacts, feed);
  const faults = new ModelFaults(db, feed, (error) => log.error({ err: error }, 'model fault not recorded'));
  const unusable =
    (task: ModelTask): UnusableReport =>
    (sensorId, assignment, error, standIn) => {
      const decides = standIn ? `version ${standIn.modelVersionId} decides` : 'fallback decides';
      log.error({ err: error, sensorId, assignment }, `version unusable, ${decides}`);
      faults.note({ sensorId, task, assignment, error, standIn });
    };
  const artifact: ArtifactReader = (version) => registry.artifact(version);
  const detectors = new LiveDetectors(artifact, readings, unusable('DETECTION'), (sensorId) =>
    registry.earlier(sensorId, 'DETECTION'),
  );
  const onFault = (error: unknown, sensorIds: readonly number[]) =>
    log.error({ err: error, sensorIds }, 'scoring failed, tried again in a second');
  const { maxBatchReadings, latenessMs } = config;
  const { share } = processes;
  const silence = new SilenceWatch(db, share, (error) =>
    log.error({ err: error }, 'silent sensors not looked for, tried again'),
  );
  const scorerOptions = { onStep, onFault, latenessMs, share, silence };
  const scorer = new Scorer(db, readings, detectors, feed, telemetry, scorerOptions);
  const shadow = new ShadowScorer(db, readings, artifact, share, (error) =>
    log.error({ err: error }, 'versions in the shadow failed, tried again'),
  );
  const lineOptions = { maxBatchReadings, latenessMs, futureToleranceMs: FUTURE_TOLERANCE_MS, onStep };
  const line = new LiveLine(db, readings, scorer, telemetry, lineOptions);
  const jobs = new JobQueue(db, feed);
  const datasets = new Datasets(db, readings);
  const gate = new PromotionGate(db, readings, registry);
  const training = new Training(db, datasets, registry, jobs, gate);
  const ranges = new RangeDetection(db, readings, datasets, artifact, jobs);
  const validation = new ModelValidations(db, readings, artifact, jobs);
  const runner = new JobRunner(
    jobs,
    { [TRAIN_JOB]: training.handler, [DETECT_JOB]: ranges.handler, [VALIDATE_JOB]: validation.handler },
    {
      concurrency: config.trainingWorkers,
      onFault: (error) => log.error({ err: error }, 'job queue failed'),
    },
  );
  const tensors = new TensorCheck();
  const retention = new Retention(feed.log, config.eventRetention, (error) =>
    log.error({ err: error }, 'retention failed'),
  );
  return {
    db,
    readings,
    feed,
    telemetry,
    line,
    scorer,
    registry,
    gate,
    validation,
    shadows: new ShadowRuns(db, () => void shadow.look()),
    challengers: new Challengers(db),
    versions: new VersionRetention(db, artifacts),
    jobs,
    training,
    forecasting: new Forecasting(db, readings, registry, unusable('FORECASTING')),
    scoring: new SeriesScoring(db, readings, datasets, artifact),
    ranges,
    replaying: new Replaying(db, readings, artifact),
    explaining: new Explaining(db, readings, artifact),
    equipment: new EquipmentTree(db),
    labels: new Labels(db),
    labelling: new Labelling(db, (sensorIds) => scorer.notify(sensorIds)),
    tensors,
    readiness: async () => ({
      parts: { database: await answers(db) },
      facts: { tensors: tensors.choice },
    }),
    async start() {
      await feed.start();
      await processes.start({ feed, scorer, detectors, readings, silence });
      await scorer.start();
      silence.start((sensorIds) => scorer.listen(sensorIds));
      runner.start();
      shadow.start();
      retention.start();
      tensors.start(
        (choice) => log.info({ tensors: choice }, 'networks are trained on this backend'),
        (error) => log.error({ err: error }, 'no backend for networks works'),
      );
    },
    async stop() {
      await tensors.stop();
      await retention.stop();
      await runner.stop();
      await silence.stop();
      await scorer.stop();
      await shadow.stop();
      await processes.stop();
      await faults.recorded();
      await feed.stop();
      readings.close();
      await db.close();
    },
  };
}

async function answers(db: Database): Promise<string> {
  try {
    await db.em().execute('select 1');
    return 'ok';
  } catch {
    return 'does not answer';
  }
}
