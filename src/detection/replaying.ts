import { confirmedLabels } from '../datasets/confirmed-intervals.ts';
import { sampledSensor } from '../datasets/sampled-sensor.ts';
import type { Database, EntityManager } from '../db/database.ts';
import {
  checkedDetection,
  DEFAULT_DETECTION,
  type DetectionSettings,
  detectionSettings,
  hysteresisOf,
} from '../equipment/detection-settings.ts';
import { DomainError, InsufficientDataError, InvalidInputError } from '../errors.ts';
import type { OperatorLabel } from '../labels/operator-label.ts';
import type { ReadingsStore } from '../readings/store.ts';
import type { ModelVersion } from '../registry/model-version.ts';
import { chosenVersion, inputsOf } from './chosen-version.ts';
import { judgeInThread } from './judge-in-thread.ts';
import { JudgingRoom } from './judging-room.ts';
import type { ArtifactReader } from './live-detectors.ts';
import { labelledReadings, type Replay, replayOf } from './replay.ts';
import type { ReplayedEpisodes, ReplayOrder } from './replay-order.ts';
import { storedStretch } from './stored-stretch.ts';

/** Times are ms since the epoch, both ends inclusive. */
interface ReplayRange {
  readonly sensorId: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface WhatIfRequest extends ReplayRange {
  /** The live version where it is left out. */
  readonly modelVersionId?: number | null;
  /** Those in force where they are left out. */
  readonly detection?: DetectionSettings | null;
}

/** What history would have been announced as by a version under these settings. */
export interface ReplayUnder extends Replay {
  readonly modelVersionId: number;
  readonly detection: DetectionSettings;
}

export interface WhatIf {
  readonly today: ReplayUnder;
  readonly asked: ReplayUnder;
}

interface History extends ReplayRange {
  readonly periodMs: number;
  readonly labels: readonly OperatorLabel[];
}

const LEAST_READINGS = 2;
const MOST_READINGS = 50_000;
const MOST_AT_ONCE = 2;
const LIMIT_MS = 30_000;
const WORKER = new URL('./replay-worker.ts', import.meta.url);

/** Replays history through live forms, in threads of their own; nothing of it is stored or announced. */
export class Replaying {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  readonly #artifact: ArtifactReader;
  readonly #room = new JudgingRoom(MOST_AT_ONCE);

  constructor(db: Database, readings: ReadingsStore, artifact: ArtifactReader) {
    this.#db = db;
    this.#readings = readings;
    this.#artifact = artifact;
  }

  /**
   * A range under the live version and the settings in force, and under others.
   * @throws NotFoundError, InvalidInputError, ConflictError NO_LIVE_VERSION, InsufficientDataError, DomainError
   * STEP_SENSOR, DATASET_TOO_LARGE, BUSY or SCORING_TIMED_OUT
   */
  whatIf(request: WhatIfRequest): Promise<WhatIf> {
    return this.#room.admit(async () => {
      const em = this.#db.em();
      const { sensorId, modelVersionId } = request;
      const history = await this.#history(em, request);
      const live = await chosenVersion(em, sensorId, null);
      const version = modelVersionId == null ? live : await chosenVersion(em, sensorId, modelVersionId);
      const inForce = (await detectionSettings(em, [sensorId])).get(sensorId) ?? DEFAULT_DETECTION;
      const detection = request.detection ? checkedDetection(request.detection) : inForce;
      if (version.id === live.id) {
        const [today, asked] = await this.#replay(history, live, [inForce, detection]);
        return { today, asked };
      }
      const [[today], [asked]] = await Promise.all([
        this.#replay(history, live, [inForce]),
        this.#replay(history, version, [detection]),
      ]);
      return { today, asked };
    });
  }

  /** What is asked about, sized before it is read. */
  async #history(em: EntityManager, { sensorId, fromMs, toMs }: ReplayRange): Promise<History> {
    const { periodMs } = await sampledSensor(em, sensorId);
    if (toMs < fromMs) throw new InvalidInputError('to', new Date(toMs).toISOString(), 'at or after from');
    const count = (await this.#readings.extent(sensorId, fromMs, toMs))?.count ?? 0;
    if (count < LEAST_READINGS) throw new InsufficientDataError(LEAST_READINGS, count);
    if (count > MOST_READINGS) throw tooLarge(count);
    return { sensorId, fromMs, toMs, periodMs, labels: await confirmedLabels(em, sensorId) };
  }

  /** One version over a history, judged once for all of the settings. */
  async #replay(
    { sensorId, periodMs, labels, ...range }: History,
    version: ModelVersion,
    settings: readonly DetectionSettings[],
  ): Promise<ReplayUnder[]> {
    const inputIds = await inputsOf(this.#db.em(), version);
    const { times, series, priming } = await storedStretch(this.#readings, sensorId, inputIds, range);
    if (times.length < LEAST_READINGS) throw new InsufficientDataError(LEAST_READINGS, times.length);
    const order: ReplayOrder = {
      family: version.family,
      artifact: await this.#artifact(version),
      priming,
      series,
      settings: settings.map(hysteresisOf),
    };
    const { detector } = await judgeInThread<ReplayedEpisodes>(WORKER, order, { limitMs: LIMIT_MS });
    const labelled = labelledReadings(labels, times);
    return detector.map((episodes, k) => ({
      ...replayOf(episodes, times, labelled, periodMs),
      modelVersionId: version.id,
      detection: settings[k],
    }));
  }
}

const tooLarge = (readings: number): DomainError =>
  new DomainError(
    'DATASET_TOO_LARGE',
    `The range holds ${readings} readings`,
    `Choose a range of at most ${MOST_READINGS} readings.`,
    { readings, most: MOST_READINGS },
  );
