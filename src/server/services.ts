import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { AuditLog } from '../audit/audit-log.ts';
import { AuditUpkeep } from '../audit/audit-upkeep.ts';
import { RecordingCounts } from '../audit/recording-counts.ts';
import type { Config } from '../config.ts';
import type { Services } from '../context.ts';
import { DataQuality } from '../datasets/data-quality.ts';
import { Datasets } from '../datasets/datasets.ts';
import { LineageCheck } from '../datasets/lineage-check.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { Explaining } from '../detection/explaining.ts';
import { Labelling } from '../detection/labelling.ts';
import { type ArtifactReader, LiveDetectors, type UnusableReport } from '../detection/live-detectors.ts';
import { Replaying } from '../detection/replaying.ts';
import { RerunRetention } from '../detection/rerun-retention.ts';
import { Rerunning } from '../detection/rerunning.ts';
import { SeriesScoring } from '../detection/series-scoring.ts';
import { ENTITIES } from '../entities.ts';
import { EquipmentTree } from '../equipment/equipment-tree.ts';
import { InsufficientDataError } from '../errors.ts';
import { EventFeed } from '../events/feed.ts';
import { Retention } from '../events/retention.ts';
import { ForecastRetention } from '../forecasting/forecast-retention.ts';
import { Forecasting } from '../forecasting/forecasting.ts';
import { ForecastScheduling } from '../forecasting/scheduling.ts';
import type { JobStepListener } from '../jobs/job-steps.ts';
import { Labels } from '../labels/labels.ts';
import { ForecastRounds } from '../live/forecast-rounds.ts';
import { LiveLine } from '../live/line.ts';
import { Scorer } from '../live/scorer.ts';
import { ShadowScorer } from '../live/shadow-scorer.ts';
import { SilenceWatch } from '../live/silence-watch.ts';
import type { StepListener } from '../live/steps.ts';
import { TelemetryFeed } from '../live/telemetry.ts';
import { ForecastShadows } from '../promotion/forecast-shadows.ts';
import { endWithdrawn, ShadowRuns } from '../promotion/shadow-runs.ts';
import { openReadings } from '../readings/open-store.ts';
import { Challengers } from '../registry/challengers.ts';
import { ModelFaults } from '../registry/model-faults.ts';
import { openArtifacts } from '../registry/open-artifacts.ts';
import type { ModelTask } from '../registry/registered-model.ts';
import { Registry } from '../registry/registry.ts';
import { VersionRetention } from '../registry/version-retention.ts';
import { TensorCheck } from '../tensors/tensor-check.ts';
import { ApiTokens } from '../tokens/api-tokens.ts';
import { isJsonWebToken, JsonWebTokens } from '../tokens/json-web-tokens.ts';
import { KnownTokens } from '../tokens/known-tokens.ts';
import { ArtifactsHealth } from './artifacts-health.ts';
import type { CredentialLookup } from './authentication.ts';
import type { Readiness } from './health.ts';
import { openJobs } from './job-services.ts';
import { openProcesses } from './processes.ts';
import { unwatched, type Watch } from './watch-operations.ts';

/** Whoever asks whether this process is ready is not kept waiting by a database that hangs. */
const DATABASE_MS = 2_000;
const FUTURE_TOLERANCE_MS = 5 * 60_000;

export interface ServicesOptions {
  readonly log: Logger;
  /** Nothing is kept of what is measured when absent. */
  readonly watch?: Watch;
  /** Told of each named step of the live line; for tests that end the process there. */
  readonly onStep?: StepListener;
  /** Told of each named step of a job, likewise. */
  readonly onJobStep?: JobStepListener;
  /** Opens the database; for tests that copy the schema of one into another. */
  readonly open?: typeof openDatabase;
}

export interface RunningServices extends Services {
  readonly feed: EventFeed;
  readonly scorer: Scorer;
  readonly forecasts: ForecastRounds;
  readonly lookUpCredential: CredentialLookup;
  readiness(): Promise<Readiness>;
  /** Takes up what an earlier process left: readings not yet judged, jobs not yet ended. */
  start(): Promise<void>;
  /** Ends what is under way, the graph first stopped; what is left waits in the database. */
  stop(): Promise<void>;
}

/** The only place where the rooms are put together. */
export async function openServices(
  config: Config,
  {
    log,
    watch: { metrics } = unwatched(),
    onStep = () => {},
    onJobStep,
    open = openDatabase,
  }: ServicesOptions,
): Promise<RunningServices> {
  const db = await open(config.databaseUrl, ENTITIES);
  const readings = await openReadings(db);
  const processes = await openProcesses(config, db, log);
  const feed = new EventFeed(db, {
    heartbeatMs: config.heartbeatMs,
    tell: () => processes.tellEvents(),
    onFault: (error) => log.error({ err: error }, 'event log not read, tried again'),
  });
  const telemetry = new TelemetryFeed();
  const artifacts = openArtifacts(config);
  const artifactsHealth = new ArtifactsHealth(artifacts, {
    onFault: (error) => log.error({ err: error }, 'artifact store cannot be used'),
  });
  const registry = new Registry(db, artifacts, feed);
  const faults = new ModelFaults(db, feed, (error) => log.error({ err: error }, 'model fault not recorded'));
  const unusable =
    (task: ModelTask): UnusableReport =>
    (sensorId, assignment, error, standIn) => {
      const decides = standIn ? `version ${standIn.modelVersionId} decides` : 'fallback decides';
      const isFault = !(error instanceof InsufficientDataError);
      const what = isFault ? { err: error } : { why: error.message };
      log[isFault ? 'error' : 'info']({ ...what, sensorId, assignment }, `version unusable, ${decides}`);
      faults.note({ sensorId, task, assignment, error, standIn });
    };
  const artifact: ArtifactReader = (version) => registry.artifact(version);
  const detectors = new LiveDetectors(artifact, readings, unusable('DETECTION'), (sensorId) =>
    registry.earlier(sensorId, 'DETECTION'),
  );
  const onFault = (error: unknown, sensorIds: readonly number[]) => {
    metrics.scoringFailed();
    log.error({ err: error, sensorIds }, 'scoring failed, tried again in a second');
  };
  const { maxBatchReadings, latenessMs } = config;
  const { share } = processes;
  const silence = new SilenceWatch(db, share, (error) =>
    log.error({ err: error }, 'silent sensors not looked for, tried again'),
  );
  const scorerOptions = { onStep, onFault, onScored: metrics.scored, latenessMs, share, silence };
  const scorer = new Scorer(db, readings, detectors, feed, telemetry, scorerOptions);
  const shadow = new ShadowScorer(db, readings, artifact, share, (error) =>
    log.error({ err: error }, 'versions in the shadow failed, tried again'),
  );
  const forecasting = new Forecasting(db, readings, artifact, feed, unusable('FORECASTING'));
  const schedules = new ForecastScheduling(
    db,
    readings,
    forecasting,
    new ForecastShadows(db),
    (sensorId, error) => log.warn({ err: error, sensorId }, 'scheduled forecast not made'),
  );
  const forecasts = new ForecastRounds(db, readings, schedules, feed, {
    share,
    onStep,
    onFault: (error) => log.error({ err: error }, 'forecasts not judged, tried again'),
  });
  const lineOptions = {
    maxBatchReadings,
    latenessMs,
    futureToleranceMs: FUTURE_TOLERANCE_MS,
    onStep,
    onRecorded: metrics.recorded,
    onRefused: metrics.refused,
    onStored: (sensorIds: readonly number[]) => forecasts.take(sensorIds),
  };
  const line = new LiveLine(db, readings, scorer, telemetry, lineOptions);
  const datasets = new Datasets(db, readings);
  const work = openJobs(config, {
    db,
    readings,
    datasets,
    registry,
    artifacts,
    feed,
    log,
    onStep: onJobStep,
  });
  const tensors = new TensorCheck();
  const knownTokens = new KnownTokens(db, {
    onFault: (error) => log.error({ err: error }, 'stored tokens not read, tried again'),
  });
  const webTokens = config.jwt && new JsonWebTokens(db, config.jwt);
  const onForgetFault = (error: unknown) => log.error({ err: error }, 'retention failed');
  const audit = new AuditLog(db, (error) => log.error({ err: error }, 'mutation not written down'));
  const recordings = new RecordingCounts(audit);
  const auditUpkeep = new AuditUpkeep(db, config.auditRetentionDays, recordings, onForgetFault);
  const retention = new Retention(feed.log, config.eventRetention, onForgetFault);
  const scoring = new SeriesScoring(db, readings, datasets, artifact);
  const replaying = new Replaying(db, readings, artifact);
  const explaining = new Explaining(db, readings, artifact);
  const rerunning = new Rerunning(db, readings, artifact);
  const rerunRetention = new RerunRetention(db, config.rerunRetention, onForgetFault);
  const forecastRetention = new ForecastRetention(db, config.forecastRetention, onForgetFault);
  return {
    db,
    readings,
    feed,
    telemetry,
    line,
    scorer,
    registry,
    gate: work.gate,
    validation: work.validation,
    shadows: new ShadowRuns(db, () => void shadow.look()),
    challengers: new Challengers(db, endWithdrawn),
    versions: new VersionRetention(db, artifacts),
    jobs: work.queue,
    training: work.training,
    groups: work.groups,
    batches: work.batches,
    forecasting,
    schedules,
    forecasts,
    scoring,
    ranges: work.ranges,
    lineage: new LineageCheck(db, readings),
    quality: new DataQuality(db, readings),
    replaying,
    explaining,
    rerunning,
    equipment: new EquipmentTree(db),
    labels: new Labels(db),
    labelling: new Labelling(db, (sensorIds) => scorer.notify(sensorIds)),
    tensors,
    audit,
    recordings,
    tokens: new ApiTokens(db, () => feed.wake()),
    lookUpCredential: (text) =>
      webTokens && isJsonWebToken(text) ? webTokens.credentialOf(text) : knownTokens.credentialOf(text),
    readiness: async () => {
      const [database, { part, now }] = await Promise.all([answers(db), artifactsHealth.state()]);
      const { sensors, sinceMs } = scorer.waiting;
      const scoring = { waitingSensors: sensors, oldestWaitMs: sinceMs === null ? 0 : Date.now() - sinceMs };
      const facts = { artifacts: now, tensors: tensors.choice, scoring };
      return { parts: { database, artifacts: part }, facts };
    },
    async start() {
      void artifactsHealth.state();
      await feed.start();
      knownTokens.start(feed);
      await processes.start({ feed, scorer, detectors, readings, silence, forecasts });
      await scorer.start();
      silence.start((sensorIds) => scorer.listen(sensorIds));
      shadow.start();
      forecasts.start();
      work.start();
      retention.start();
      forecastRetention.start();
      rerunRetention.start();
      auditUpkeep.start();
      tensors.start(
        (choice) => log.info({ tensors: choice }, 'networks are trained on this backend'),
        (error) => log.error({ err: error }, 'no backend for networks works'),
      );
    },
    async stop() {
      await tensors.stop();
      await retention.stop();
      await forecastRetention.stop();
      await rerunRetention.stop();
      await auditUpkeep.stop();
      await Promise.all([scoring, replaying, explaining, rerunning].map((judging) => judging.stop()));
      await work.stop();
      await forecasts.stop();
      await forecasting.stop();
      await silence.stop();
      await scorer.stop();
      await shadow.stop();
      await processes.stop();
      await faults.recorded();
      await knownTokens.stop();
      await feed.stop();
      readings.close();
      await db.close();
    },
  };
}

async function answers(db: Database): Promise<string> {
  const ended = new AbortController();
  const late = sleep(DATABASE_MS, `does not answer within ${DATABASE_MS} ms`, { signal: ended.signal });
  const answered = db
    .em()
    .execute('select 1')
    .then(
      () => 'ok',
      () => 'does not answer',
    );
  return Promise.race([answered, late.catch(() => '')]).finally(() => ended.abort());
}
