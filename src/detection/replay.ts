import type { DatasetVersion } from '../datasets/dataset-version.ts';
import type { EntityManager } from '../db/database.ts';
import { type DetectionSettings, hysteresisOf } from '../equipment/detection-settings.ts';
import type { Limits } from '../equipment/limits.ts';
import type { ReadingsStore } from '../readings/store.ts';
import type { ModelVersion } from '../registry/model-version.ts';
import { datasetOf } from './chosen-version.ts';
import { type History, refuseFew } from './history.ts';
import type { ArtifactReader } from './live-detectors.ts';
import type { OrderThreads } from './order-threads.ts';
import { labelledReadings, type ReplayFigures, replayFigures } from './replay-figures.ts';
import type { ReplayedEpisodes, ReplayOrder } from './replay-order.ts';
import { storedStretch } from './stored-stretch.ts';
import type { ThreadEnd } from './thread-end.ts';

/** What a replay decides by, beside a version. */
export interface ReplaySettings {
  readonly detection: DetectionSettings;
  /** For the whole range; null where there are none, or they are not judged. */
  readonly limits: Limits | null;
}

/** What history would have been announced as by a version under these settings. */
export interface Replay extends ReplayFigures, ReplaySettings {
  readonly modelVersionId: number;
  /** Of the readings judged, those in the time that the version was fitted on: figures about them flatter it. */
  readonly readingsOfTraining: number;
  /** Last-value difference under the same threshold and settings. */
  readonly baseline: ReplayFigures;
}

/** Where a replay finds what it needs, and is done: in threads of `REPLAY_WORKER`. */
export interface ReplaySources {
  readonly em: EntityManager;
  readonly readings: ReadingsStore;
  readonly artifact: ArtifactReader;
  readonly threads: OrderThreads;
}

export const REPLAY_WORKER = new URL('./replay-worker.ts', import.meta.url);

/**
 * A history through the live form of one version, judged once for all of the settings; a replay for each of them.
 * @throws InsufficientDataError, DomainError SCORING_TIMED_OUT; the reason of an aborted signal
 */
export async function replayVersion(
  { em, readings, artifact, threads }: ReplaySources,
  { sensorId, periodMs, labels, ...range }: History,
  version: ModelVersion,
  settings: readonly ReplaySettings[],
  end: ThreadEnd,
): Promise<Replay[]> {
  const dataset = await datasetOf(em, version);
  const inputIds: number[] = JSON.parse(dataset.inputSensorIds);
  const { times, series, priming } = await storedStretch(readings, sensorId, inputIds, range);
  refuseFew(times.length);
  const order: ReplayOrder = {
    family: version.family,
    artifact: await artifact(version),
    priming,
    series,
    settings: settings.map(({ detection, limits }) => ({ ...hysteresisOf(detection), limits })),
  };
  const { detector, baseline } = await threads.run<ReplayedEpisodes>(order, end);
  const labelled = labelledReadings(labels, times);
  return settings.map((under, k) => ({
    ...under,
    ...replayFigures(detector[k], times, labelled, periodMs),
    baseline: replayFigures(baseline[k], times, labelled, periodMs),
    modelVersionId: version.id,
    readingsOfTraining: readingsOfTraining(dataset, times),
  }));
}

function readingsOfTraining({ fromMs, samplingPeriodMs, trainCount }: DatasetVersion, times: Float64Array) {
  const throughMs = fromMs + (trainCount - 1) * samplingPeriodMs;
  return times.filter((time) => time >= fromMs && time <= throughMs).length;
}
