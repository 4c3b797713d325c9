import type { Database, EntityManager } from '../db/database.ts';
import {
  checkedDetection,
  DEFAULT_DETECTION,
  type DetectionSettings,
  detectionSettings,
} from '../equipment/detection-settings.ts';
import { InvalidInputError } from '../errors.ts';
import type { ReadingsStore } from '../readings/store.ts';
import type { ModelVersion } from '../registry/model-version.ts';
import { chosenVersion } from './chosen-version.ts';
import { type History, type HistoryRange, historyOf } from './history.ts';
import { type Asker, JudgingRoom } from './judging-room.ts';
import type { ArtifactReader } from './live-detectors.ts';
import { type Replay, replayVersion } from './replay.ts';

export interface WhatIfRequest extends HistoryRange {
  /** The live version where it is left out. */
  readonly modelVersionId?: number | null;
  /** Those in force where they are left out. */
  readonly detection?: DetectionSettings | null;
}

export interface WhatIf {
  readonly today: Replay;
  readonly asked: Replay;
}

export interface ComparisonRequest extends HistoryRange {
  readonly modelVersionIds: readonly number[];
}

/** A version, and the settings that it is replayed under. */
type Under = readonly [version: ModelVersion, settings: readonly DetectionSettings[]];

const MOST_VERSIONS = 5;
const LIMIT_MS = 30_000;

/** Replays history through live forms, in threads of their own; nothing of it is stored or announced. */
export class Replaying {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  readonly #artifact: ArtifactReader;
  readonly #room = new JudgingRoom(MOST_VERSIONS);

  constructor(db: Database, readings: ReadingsStore, artifact: ArtifactReader) {
    this.#db = db;
    this.#readings = readings;
    this.#artifact = artifact;
  }

  /**
   * A range under the live version and the settings in force, and under others.
   * @throws NotFoundError, InvalidInputError, ConflictError NO_LIVE_VERSION, InsufficientDataError, BusyError,
   * DomainError STEP_SENSOR, DATASET_TOO_LARGE or SCORING_TIMED_OUT; the reason of an aborted signal
   */
  whatIf(request: WhatIfRequest, asker: Asker): Promise<WhatIf> {
    return this.#room.admit(asker, 2, async () => {
      const em = this.#db.em();
      const { sensorId, modelVersionId } = request;
      const history = await historyOf(em, this.#readings, request);
      const live = await chosenVersion(em, sensorId, null);
      const version = modelVersionId == null ? live : await chosenVersion(em, sensorId, modelVersionId);
      const inForce = await settingsInForce(em, sensorId);
      const detection = request.detection ? checkedDetection(request.detection) : inForce;
      const [today, asked] = await this.#replay(
        history,
        version.id === live.id
          ? [[live, [inForce, detection]]]
          : [
              [live, [inForce]],
              [version, [detection]],
            ],
        asker,
      );
      return { today, asked };
    });
  }

  /**
   * A range under each of several versions, in their order, with the settings in force.
   * @throws as `whatIf`, but NO_LIVE_VERSION
   */
  async compare(request: ComparisonRequest, asker: Asker): Promise<Replay[]> {
    const ids = differentVersions(request.modelVersionIds);
    return this.#room.admit(asker, ids.length, async () => {
      const em = this.#db.em();
      const history = await historyOf(em, this.#readings, request);
      const inForce = await settingsInForce(em, request.sensorId);
      const versions: Under[] = [];
      for (const id of ids) versions.push([await chosenVersion(em, request.sensorId, id), [inForce]]);
      return this.#replay(history, versions, asker);
    });
  }

  /** Every version in a thread of its own; when one fails, the others are ended. */
  async #replay(history: History, versions: readonly Under[], asker: Asker): Promise<Replay[]> {
    const sources = { em: this.#db.em(), readings: this.#readings, artifact: this.#artifact };
    const done = new AbortController();
    const end = {
      limitMs: LIMIT_MS,
      signal: AbortSignal.any([done.signal, ...(asker.signal ? [asker.signal] : [])]),
    };
    try {
      const replays = versions.map((under) => replayVersion(sources, history, ...under, end));
      return (await Promise.all(replays)).flat();
    } finally {
      done.abort();
    }
  }
}

/** @throws InvalidInputError */
function differentVersions(ids: readonly number[]): readonly number[] {
  const different = new Set(ids).size;
  if (different === ids.length && different >= 2 && different <= MOST_VERSIONS) return ids;
  throw new InvalidInputError(
    'modelVersionIds',
    `a list of ${ids.length} with ${different} different`,
    `2 to ${MOST_VERSIONS} different versions`,
  );
}

const settingsInForce = async (em: EntityManager, sensorId: number): Promise<DetectionSettings> =>
  (await detectionSettings(em, [sensorId])).get(sensorId) ?? DEFAULT_DETECTION;
