import type { Database, EntityManager } from '../db/database.ts';
import {
  type AskedDetection,
  checkedDetection,
  DEFAULT_DETECTION,
  detectionSettings,
} from '../equipment/detection-settings.ts';
import { limitHistories } from '../equipment/limit-history.ts';
import { checkedLimits, type Limits } from '../equipment/limits.ts';
import { InvalidInputError } from '../errors.ts';
import type { ReadingsStore } from '../readings/store.ts';
import type { ModelVersion } from '../registry/model-version.ts';
import { chosenVersion } from './chosen-version.ts';
import { type History, type HistoryRange, historyOf } from './history.ts';
import { type Asker, JudgingRoom } from './judging-room.ts';
import type { ArtifactReader } from './live-detectors.ts';
import { OrderThreads } from './order-threads.ts';
import { REPLAY_WORKER, type Replay, type ReplaySettings, replayVersion } from './replay.ts';

export interface WhatIfRequest extends HistoryRange {
  /** The live version where it is left out. */
  readonly modelVersionId?: number | null;
  /** Those in force where they are left out. */
  readonly detection?: AskedDetection | null;
  /** As `detection`. */
  readonly limits?: Partial<Limits> | null;
}

export interface WhatIf {
  readonly today: Replay;
  readonly asked: Replay;
}

export interface ComparisonRequest extends HistoryRange {
  readonly modelVersionIds: readonly number[];
}

/** A version, and the settings that it is replayed under. */
type Under = readonly [version: ModelVersion, settings: readonly ReplaySettings[]];

const MOST_VERSIONS = 5;
const LIMIT_MS = 30_000;

/** Replays history through live forms, in threads of their own; nothing of it is stored or announced. */
export class Replaying {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  readonly #artifact: ArtifactReader;
  readonly #room = new JudgingRoom(MOST_VERSIONS);
  readonly #threads = new OrderThreads(REPLAY_WORKER);

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
      const history = await historyOf(em, this.#readings.until(asker.signal), request);
      const live = await chosenVersion(em, sensorId, null);
      const version = modelVersionId == null ? live : await chosenVersion(em, sensorId, modelVersionId);
      const inForce = await settingsInForce(em, sensorId);
      const other = askedSettings(request, inForce);
      const under: Under[] =
        version.id === live.id
          ? [[live, [settled(inForce), other]]]
          : [
              [live, [settled(inForce)]],
              [version, [other]],
            ];
      const [today, asked] = await this.#replay(history, under, asker);
      return { today, asked };
    });
  }

  /**
   * A range under each of several versions, in their order, with the settings in force. Limits would find the same for each of
   * them, and are left out.
   * @throws as `whatIf`, but NO_LIVE_VERSION
   */
  async compare(request: ComparisonRequest, asker: Asker): Promise<Replay[]> {
    const ids = differentVersions(request.modelVersionIds);
    return this.#room.admit(asker, ids.length, async () => {
      const em = this.#db.em();
      const history = await historyOf(em, this.#readings.until(asker.signal), request);
      const { detection } = await settingsInForce(em, request.sensorId);
      const alone = settled({ detection: { ...detection, judgeLimits: false }, limits: null });
      const versions: Under[] = [];
      for (const id of ids) versions.push([await chosenVersion(em, request.sensorId, id), [alone]]);
      return this.#replay(history, versions, asker);
    });
  }

  /** Ends the threads. */
  stop(): Promise<void> {
    return this.#threads.stop();
  }

  /** Every version in a thread of its own; when one fails, the others are ended. */
  async #replay(history: History, versions: readonly Under[], asker: Asker): Promise<Replay[]> {
    const done = new AbortController();
    const signal = AbortSignal.any([done.signal, ...(asker.signal ? [asker.signal] : [])]);
    const end = { limitMs: LIMIT_MS, signal };
    const sources = {
      em: this.#db.em(),
      readings: this.#readings.until(signal),
      artifact: this.#artifact,
      threads: this.#threads,
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

async function settingsInForce(em: EntityManager, sensorId: number): Promise<ReplaySettings> {
  const detection = (await detectionSettings(em, [sensorId])).get(sensorId) ?? DEFAULT_DETECTION;
  const nowMs = Date.now();
  const histories = await limitHistories(em, [sensorId], nowMs);
  return { detection, limits: histories.get(sensorId)?.at(nowMs) ?? null };
}

/** @throws InvalidInputError */
const askedSettings = ({ detection, limits }: WhatIfRequest, inForce: ReplaySettings): ReplaySettings =>
  settled({
    detection: detection ? checkedDetection(detection) : inForce.detection,
    limits: limits ? checkedLimits(limits) : inForce.limits,
  });

/** Limits that are not judged are none. */
const settled = ({ detection, limits }: ReplaySettings): ReplaySettings => ({
  detection,
  limits: detection.judgeLimits ? limits : null,
});
