import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { Database } from '../../db/database.ts';
import { type ArtifactReader, LiveDetectors, type UnusableReport } from '../../detection/live-detectors.ts';
import type { SensorShare } from '../../detection/sensor-share.ts';
import { InsufficientDataError } from '../../errors.ts';
import type { EventFeed } from '../../events/feed.ts';
import { Forecasting } from '../../forecasting/forecasting.ts';
import { ForecastScheduling } from '../../forecasting/scheduling.ts';
import { ForecastRounds } from '../../live/forecast-rounds.ts';
import { LiveLine } from '../../live/line.ts';
import { Scorer } from '../../live/scorer.ts';
import { ShadowScorer } from '../../live/shadow-scorer.ts';
import { SilenceWatch } from '../../live/silence-watch.ts';
import type { StepListener } from '../../live/steps.ts';
import { TelemetryFeed } from '../../live/telemetry.ts';
import { ForecastShadows } from '../../promotion/forecast-shadows.ts';
import type { ReadingsStore } from '../../readings/store.ts';
import { ModelFaults } from '../../registry/model-faults.ts';
import type { ModelTask } from '../../registry/registered-model.ts';
import type { Registry } from '../../registry/registry.ts';
import { faultsTo } from '../watch/log.ts';
import type { Metrics } from '../watch/metrics.ts';

const FUTURE_TOLERANCE_MS = 5 * 60_000;

export interface LiveRooms {
  readonly db: Database;
  readonly readings: ReadingsStore;
  readonly registry: Registry;
  readonly artifact: ArtifactReader;
  readonly feed: EventFeed;
  readonly share: SensorShare;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly onStep: StepListener;
}

type Reports = (task: ModelTask) => UnusableReport;

/** All that takes in, judges and forecasts what comes, of the sensors that this process has. */
export function openLive(config: Config, rooms: LiveRooms) {
  const { db, readings, feed, metrics, log, onStep } = rooms;
  const telemetry = new TelemetryFeed();
  const faults = new ModelFaults(db, feed, faultsTo(log)('model fault not recorded'));
  const reports: Reports = (task) => unusableReport(task, faults, log);
  const { detectors, scorer, silence, shadow } = openScoring(config, rooms, telemetry, reports);
  const { forecasting, schedules, forecasts } = openForecasting(rooms, reports);
  const { maxBatchReadings, latenessMs } = config;
  const line = new LiveLine(db, readings, scorer, telemetry, {
    maxBatchReadings,
    latenessMs,
    futureToleranceMs: FUTURE_TOLERANCE_MS,
    onStep,
    onRecorded: metrics.recorded,
    onRefused: metrics.refused,
    onStored: (sensorIds) => forecasts.take(sensorIds),
  });
  return {
    ...{ telemetry, line, detectors, scorer, silence, shadow, forecasting, schedules, forecasts },
    async start() {
      await scorer.start();
      silence.start((sensorIds) => scorer.listen(sensorIds));
      shadow.start();
      forecasts.start();
    },
    async stop() {
      await forecasts.stop();
      await forecasting.stop();
      await silence.stop();
      await scorer.stop();
      await shadow.stop();
      await faults.recorded();
    },
  };
}

/** What is told of a version that cannot be used: a fault where something is wrong, no more than a line where data are missing. */
const unusableReport =
  (task: ModelTask, faults: ModelFaults, log: Logger): UnusableReport =>
  (sensorId, assignment, error, standIn) => {
    const decides = standIn ? `version ${standIn.modelVersionId} decides` : 'fallback decides';
    const isFault = !(error instanceof InsufficientDataError);
    const what = isFault ? { err: error } : { why: error.message };
    log[isFault ? 'error' : 'info']({ ...what, sensorId, assignment }, `version unusable, ${decides}`);
    faults.note({ sensorId, task, assignment, error, standIn });
  };

function openScoring(
  { latenessMs }: Config,
  { db, readings, registry, artifact, feed, share, metrics, log, onStep }: LiveRooms,
  telemetry: TelemetryFeed,
  reports: Reports,
) {
  const fault = faultsTo(log);
  const detectors = new LiveDetectors(artifact, readings, reports('DETECTION'), (sensorId) =>
    registry.earlier(sensorId, 'DETECTION'),
  );
  const silence = new SilenceWatch(db, share, fault('silent sensors not looked for, tried again'));
  const onFault = (error: unknown, sensorIds: readonly number[]) => {
    metrics.scoringFailed();
    log.error({ err: error, sensorIds }, 'scoring failed, tried again in a second');
  };
  const options = { onStep, onFault, onScored: metrics.scored, latenessMs, share, silence };
  const scorer = new Scorer(db, readings, detectors, feed, telemetry, options);
  const onShadowFault = fault('versions in the shadow failed, tried again');
  return {
    ...{ detectors, silence, scorer },
    shadow: new ShadowScorer(db, readings, artifact, share, onShadowFault),
  };
}

function openForecasting({ db, readings, artifact, feed, share, log, onStep }: LiveRooms, reports: Reports) {
  const forecasting = new Forecasting(db, readings, artifact, feed, reports('FORECASTING'));
  const onMissed = (sensorId: number, error: unknown) =>
    log.warn({ err: error, sensorId }, 'scheduled forecast not made');
  const schedules = new ForecastScheduling(db, readings, forecasting, new ForecastShadows(db), onMissed);
  const onFault = faultsTo(log)('forecasts not judged, tried again');
  const forecasts = new ForecastRounds(db, readings, schedules, feed, { share, onStep, onFault });
  return { forecasting, schedules, forecasts };
}
