import { confirmedLabels } from '../datasets/confirmed-intervals.ts';
import type { DatasetVersion } from '../datasets/dataset-version.ts';
import { readSeries } from '../datasets/grid.ts';
import { sampledSensor } from '../datasets/sampled-sensor.ts';
import type { EntityManager } from '../db/database.ts';
import type { ArtifactReader } from '../detection/live-detectors.ts';
import { labelledReadings, replayFigures } from '../detection/replay-figures.ts';
import { storedStretch } from '../detection/stored-stretch.ts';
import type { ThreadEnd } from '../detection/thread-end.ts';
import { DEFAULT_DETECTION, detectionSettings, hysteresisOf } from '../equipment/detection-settings.ts';
import type { ForecastMetrics } from '../ml/forecasting/forecast-metrics.ts';
import { LONGEST_LOOKBACK } from '../ml/forecasting/forecaster-config.ts';
import type { ReadingsStore } from '../readings/store.ts';
import type { GateEvidence, GateFigures } from './gate-decision.ts';
import type { DetectorOrder, ForecasterOrder, JudgedDetector, JudgedForecasters } from './gate-order.ts';
import type { GateWindow } from './gate-window.ts';
import type { RivalThreads } from './rival-threads.ts';

/** A fitted model, and the data that it was made from. */
export interface Rival {
  readonly family: string;
  readonly artifactSha256: string;
  readonly dataset: DatasetVersion;
  /** Place of the sensor among those that share the weights; 0 where they are its alone. */
  readonly memberPlace: number;
}

/** Where the judging finds what it needs. */
export interface RivalSources {
  readonly em: EntityManager;
  readonly readings: ReadingsStore;
  readonly artifact: ArtifactReader;
  readonly threads: RivalThreads;
}

/** Samples before the window that forecasters may look back on. */
const HISTORY_SAMPLES = 2 * LONGEST_LOOKBACK;
const NOMINAL_COVERAGE = 0.9;

/** A detector on a window of stored readings, under the settings in force; its figures and those of last-value difference. */
export async function judgeDetectorOn(
  { em, readings, artifact, threads }: RivalSources,
  sensorId: number,
  { family, artifactSha256, dataset }: Rival,
  window: GateWindow,
  end: ThreadEnd,
  rival: keyof Pick<RivalThreads, 'candidate' | 'champion'> = 'candidate',
): Promise<{ readonly figures: GateFigures; readonly baseline: GateFigures; readonly labels: number }> {
  const inputIds: number[] = JSON.parse(dataset.inputSensorIds);
  const { times, series, priming } = await storedStretch(readings, sensorId, inputIds, window);
  const labels = labelledReadings(await confirmedLabels(em, sensorId), times);
  const settings = (await detectionSettings(em, [sensorId])).get(sensorId) ?? DEFAULT_DETECTION;
  const order: DetectorOrder = {
    task: 'DETECTION',
    family,
    artifact: await artifact({ artifactSha256 }),
    priming,
    series,
    hysteresis: hysteresisOf(settings),
    labels,
  };
  const judged = await threads[rival].run<JudgedDetector>(order, end);
  const { periodMs } = await sampledSensor(em, sensorId);
  const figuresOf = (episodes: JudgedDetector['episodes']): GateFigures => {
    const { falseAlarms, falseAlarmsPer10000, shareOpen, caughtLabelIds } = replayFigures(
      episodes,
      times,
      labels,
      periodMs,
    );
    return { falseAlarms, falseAlarmsPer10000, shareOpen, caughtLabels: caughtLabelIds.length };
  };
  const { nonFiniteScores, exceeded, promised } = judged;
  const calibrationGap = Math.abs(exceeded - promised);
  return {
    figures: { ...figuresOf(judged.episodes), nonFiniteScores, exceeded, promised, calibrationGap },
    baseline: figuresOf(judged.baseline),
    labels: labels.length,
  };
}

/** Two forecasters on the same window. @throws InsufficientDataError */
export async function judgeForecastersOn(
  { em, readings, artifact, threads }: RivalSources,
  sensorId: number,
  { candidate, champion }: { readonly candidate: Rival; readonly champion: Rival },
  window: GateWindow,
  end: ThreadEnd,
): Promise<GateEvidence> {
  const sensor = await sampledSensor(em, sensorId);
  const { periodMs } = sensor;
  const split = HISTORY_SAMPLES;
  const count = split + Math.floor((window.toMs - window.fromMs) / periodMs) + 1;
  const grid = { startMs: window.toMs - (count - 1) * periodMs, periodMs, count };
  const order: ForecasterOrder = {
    task: 'FORECASTING',
    candidate: await memberOf(candidate, artifact),
    champion: await memberOf(champion, artifact),
    series: await readSeries(readings, sensor, grid),
    split,
  };
  const judged = await threads.candidate.run<JudgedForecasters>(order, end);
  const { origins, horizon } = judged;
  return {
    ...window,
    labels: 0,
    candidate: { ...forecastFigures(judged.candidate), origins, horizon },
    champion: forecastFigures(judged.champion),
    baseline: forecastFigures(judged.baseline),
  };
}

const memberOf = async (rival: Rival, artifact: ArtifactReader): Promise<ForecasterOrder['candidate']> => ({
  family: rival.family,
  artifactSha256: rival.artifactSha256,
  artifact: await artifact(rival),
  member: rival.memberPlace,
});

const forecastFigures = ({ mae, mase, smape, pinball, coverage, width }: ForecastMetrics): GateFigures => ({
  mae,
  ...(mase !== null && { mase }),
  smape,
  pinball,
  coverage,
  coverageGap: Math.abs(coverage - NOMINAL_COVERAGE),
  width,
});
