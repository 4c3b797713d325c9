import type { Logger } from 'pino';
import { AuditLog } from '../../audit/audit-log.ts';
import { RecordingCounts } from '../../audit/recording-counts.ts';
import type { Config } from '../../config.ts';
import type { Services } from '../../context.ts';
import { DataQuality } from '../../datasets/data-quality.ts';
import { Datasets } from '../../datasets/datasets.ts';
import { LineageCheck } from '../../datasets/lineage-check.ts';
import { openDatabase } from '../../db/database.ts';
import { Explaining } from '../../detection/explaining.ts';
import { Labelling } from '../../detection/labelling.ts';
import type { ArtifactReader } from '../../detection/live-detectors.ts';
import { Replaying } from '../../detection/replaying.ts';
import { Rerunning } from '../../detection/rerunning.ts';
import { SeriesScoring } from '../../detection/series-scoring.ts';
import { ENTITIES } from '../../entities.ts';
import { EquipmentTree } from '../../equipment/equipment-tree.ts';
import { EventFeed } from '../../events/feed.ts';
import type { JobStepListener } from '../../jobs/job-steps.ts';
import { Labels } from '../../labels/labels.ts';
import type { ForecastRounds } from '../../live/forecast-rounds.ts';
import type { Scorer } from '../../live/scorer.ts';
import type { StepListener } from '../../live/steps.ts';
import { endWithdrawn, ShadowRuns } from '../../promotion/shadow-runs.ts';
import { openReadings } from '../../readings/open-store.ts';
import { Challengers } from '../../registry/challengers.ts';
import { openArtifacts } from '../../registry/open-artifacts.ts';
import { Registry } from '../../registry/registry.ts';
import { VersionRetention } from '../../registry/version-retention.ts';
import { TensorCheck } from '../../tensors/tensor-check.ts';
import { ApiTokens } from '../../tokens/api-tokens.ts';
import type { CredentialLookup } from '../admission/authentication.ts';
import type { Readiness } from '../health.ts';
import { openProcesses } from '../processes.ts';
import { faultsTo } from '../watch/log.ts';
import { unwatched, type Watch } from '../watch/watch-operations.ts';
import { ArtifactsHealth } from './artifacts-health.ts';
import { openCredentials } from './credentials.ts';
import { openJobs } from './job-services.ts';
import { openLive } from './live-services.ts';
import { readinessOf } from './readiness.ts';
import { openUpkeep } from './upkeep.ts';

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
    watch: { metrics, tracing } = unwatched(),
    onStep = () => {},
    onJobStep,
    open = openDatabase,
  }: ServicesOptions,
): Promise<RunningServices> {
  const fault = faultsTo(log);
  const db = await open(config.databaseUrl, ENTITIES);
  const readings = await openReadings(db);
  const processes = await openProcesses(config, db, log);
  const feed = new EventFeed(db, {
    heartbeatMs: config.heartbeatMs,
    tell: () => processes.tellEvents(),
    onFault: fault('event log not read, tried again'),
  });
  const artifacts = openArtifacts(config);
  const artifactsHealth = new ArtifactsHealth(artifacts, { onFault: fault('artifact store cannot be used') });
  const registry = new Registry(db, artifacts, feed);
  const artifact: ArtifactReader = (version) => registry.artifact(version);
  const rooms = { db, readings, registry, feed, log };
  const live = openLive(config, { ...rooms, artifact, share: processes.share, metrics, onStep });
  const datasets = new Datasets(db, readings);
  const work = openJobs(config, { ...rooms, datasets, artifacts, tracing, onStep: onJobStep });
  const credentials = openCredentials(config, db, fault('stored tokens not read, tried again'));
  const audit = new AuditLog(db, fault('mutation not written down'));
  const recordings = new RecordingCounts(audit);
  const upkeep = openUpkeep(config, { db, feed, recordings }, fault('retention failed'));
  const tensors = new TensorCheck();
  const scoring = new SeriesScoring(db, readings, datasets, artifact);
  const replaying = new Replaying(db, readings, artifact);
  const explaining = new Explaining(db, readings, artifact);
  const rerunning = new Rerunning(db, readings, artifact);
  const { telemetry, line, scorer, shadow, forecasting, schedules, forecasts } = live;
  return {
    ...{ db, readings, feed, registry, tensors, audit, recordings },
    ...{ scoring, replaying, explaining, rerunning },
    ...{ telemetry, line, scorer, forecasting, schedules, forecasts },
    gate: work.gate,
    validation: work.validation,
    shadows: new ShadowRuns(db, () => void shadow.look()),
    challengers: new Challengers(db, endWithdrawn),
    versions: new VersionRetention(db, artifacts),
    jobs: work.queue,
    training: work.training,
    groups: work.groups,
    batches: work.batches,
    ranges: work.ranges,
    lineage: new LineageCheck(db, readings),
    quality: new DataQuality(db, readings),
    equipment: new EquipmentTree(db),
    labels: new Labels(db),
    labelling: new Labelling(db, (sensorIds) => scorer.notify(sensorIds)),
    tokens: new ApiTokens(db, () => feed.wake()),
    lookUpCredential: credentials.lookUp,
    readiness: () => readinessOf({ db, artifactsHealth, scorer, tensors }),
    async start() {
      void artifactsHealth.state();
      await feed.start();
      credentials.start(feed);
      await processes.start({ feed, readings, ...live });
      await live.start();
      work.start();
      upkeep.start();
      tensors.start(
        (choice) => log.info({ tensors: choice }, 'networks are trained on this backend'),
        fault('no backend for networks works'),
      );
    },
    async stop() {
      await tensors.stop();
      await upkeep.stop();
      await Promise.all([scoring, replaying, explaining, rerunning].map((judging) => judging.stop()));
      await work.stop();
      await live.stop();
      await processes.stop();
      await credentials.stop();
      await feed.stop();
      readings.close();
      await db.close();
    },
  };
}
