import type { Database, EntityManager } from '../db/database.ts';
import { CorruptArtifactError, DomainError, NotFoundError, RestartPointGoneError } from '../errors.ts';
import type { Columns, ReadingsStore } from '../readings/store.ts';
import { ModelVersion } from '../registry/model-version.ts';
import type { AnomalySnapshot, AnomalyTransition } from './anomalies.ts';
import { AnomalyRevision } from './anomaly.ts';
import { type Decision, type Difference, decisionOf, decisionSha256, differences } from './decision.ts';
import { type Asker, JudgingRoom } from './judging-room.ts';
import type { ArtifactReader } from './live-detectors.ts';
import { OrderThread } from './order-thread.ts';
import type { Rerun, RerunOrder } from './rerun-order.ts';
import { type RerunBasis, RerunPoint, RerunState, sha256Of } from './rerun-point.ts';

/** A published revision of an anomaly. */
export interface RerunRequest {
  readonly anomalyId: number;
  readonly revision: number;
}

/** What running a decision again came to. */
export interface DetectionRerun extends RerunRequest {
  readonly storedSha256: string;
  /** Null where judging again comes to no such change. */
  readonly recomputedSha256: string | null;
  readonly equal: boolean;
  readonly differences: readonly Difference[];
  readonly modelVersionId: number | null;
  /** Source times of the reading before the first that was judged again, and of the last. */
  readonly afterMs: number;
  readonly throughMs: number;
  readonly readings: number;
  /** Readings that were received later were left out. */
  readonly receivedByMs: number;
}

/** A revision that says where it can be run again from. */
type Rerunnable = AnomalyRevision &
  Required<{
    [K in 'sha256' | 'rerunPointId' | 'throughMs' | 'receivedByMs' | 'readings']: NonNullable<
      AnomalyRevision[K]
    >;
  }>;

const WORKER = new URL('./rerun-worker.ts', import.meta.url);
const MOST_READINGS = 50_000;
const LIMIT_MS = 30_000;

/** Runs published decisions again, with the version, the settings and the readings that they were made on. */
export class Rerunning {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  readonly #artifact: ArtifactReader;
  readonly #room = new JudgingRoom(1);
  readonly #thread = new OrderThread(WORKER);

  constructor(db: Database, readings: ReadingsStore, artifact: ArtifactReader) {
    this.#db = db;
    this.#readings = readings;
    this.#artifact = artifact;
  }

  /**
   * @throws NotFoundError, RestartPointGoneError, CorruptArtifactError, BusyError, DomainError NOT_RECORDED, READINGS_DIFFER,
   * DATASET_TOO_LARGE or SCORING_TIMED_OUT; the reason of an aborted signal
   */
  rerun(request: RerunRequest, asker: Asker): Promise<DetectionRerun> {
    return this.#room.admit(asker, 1, () => this.#rerun(request, asker));
  }

  /** Ends the thread. */
  stop(): Promise<void> {
    return this.#thread.stop();
  }

  async #rerun({ anomalyId, revision }: RerunRequest, { signal }: Asker): Promise<DetectionRerun> {
    const em = this.#db.em();
    const stored = await recordedRevision(em, { anomalyId, revision });
    const snapshot: AnomalySnapshot = JSON.parse(stored.snapshot);
    const point = await em.findOne(RerunPoint, stored.rerunPointId);
    const state =
      point && (await em.findOne(RerunState, { sensorId: point.sensorId, sha256: point.stateSha256 }));
    if (!point || !state) throw await pointGone(em, snapshot.sensorId);
    if (sha256Of(state.state) !== point.stateSha256)
      throw new CorruptArtifactError(`restart point ${point.id}`, 'its bytes have another SHA-256');
    const basis: RerunBasis = JSON.parse(point.basis);
    const readings = this.#readings.until(signal);
    const columns = await seenColumns(readings, point, stored);
    const order: RerunOrder = {
      sensorId: point.sensorId,
      version: await this.#version(em, point.modelVersionId ?? null),
      throughMs: point.throughMs,
      state: state.state,
      basis,
      columns,
      inputs: await inputColumns(readings, basis, columns, stored.receivedByMs),
    };
    const changes = await this.#thread.run<Rerun>(order, { limitMs: LIMIT_MS, signal });
    return compared(stored, snapshot, matching(changes, stored, snapshot, basis), point, basis);
  }

  async #version(em: EntityManager, id: number | null): Promise<RerunOrder['version']> {
    if (id === null) return null;
    const version = await em.findOne(ModelVersion, id);
    if (!version) throw new NotFoundError('model version', id);
    return { id, family: version.family, artifact: await this.#artifact(version) };
  }
}

/** @throws DomainError READINGS_DIFFER or DATASET_TOO_LARGE */
async function seenColumns(
  store: ReadingsStore,
  { sensorId, throughMs: afterMs }: RerunPoint,
  { readings, throughMs, receivedByMs }: Rerunnable,
): Promise<Columns> {
  if (readings > MOST_READINGS) throw tooLarge(readings);
  const columns = await store.unscored(sensorId, afterMs, readings + 1, throughMs, receivedByMs);
  if (columns.times.length !== readings) throw readingsDiffer(readings, columns.times.length);
  return columns;
}

function inputColumns(
  readings: ReadingsStore,
  { inputIds }: RerunBasis,
  { times }: Columns,
  receivedByMs: number,
): Promise<Float64Array[]> {
  if (inputIds.length === 0) return Promise.resolve([]);
  return readings.valuesAt(inputIds, times, receivedByMs);
}

/** @throws NotFoundError, DomainError NOT_RECORDED */
async function recordedRevision(em: EntityManager, asked: RerunRequest): Promise<Rerunnable> {
  const { anomalyId, revision } = asked;
  const stored = await em.findOne(AnomalyRevision, { anomalyId, revision });
  if (!stored) throw new NotFoundError('revision', `${revision} of anomaly ${anomalyId}`);
  if (stored.sha256 != null && stored.rerunPointId != null) return stored as Rerunnable;
  throw new DomainError(
    'NOT_RECORDED',
    `Nothing was recorded that revision ${revision} could be run again from`,
    'Ask for a revision that was published by this version of the server or a later one.',
  );
}

/** The change that made the revision, among those that judging again comes to. */
function matching(
  changes: readonly AnomalyTransition[],
  { change, atMs, anomalyId }: AnomalyRevision,
  { startMs }: AnomalySnapshot,
  { comparison }: RerunBasis,
): AnomalyTransition | undefined {
  const same = changes.filter((one) => one.atMs === atMs);
  if (!comparison) return same[0];
  return (
    same.find(({ revises }) => revises?.anomalyId === anomalyId) ??
    same.find((one) => !one.revises && one.change === change && one.startMs === startMs)
  );
}

function compared(
  revision: Rerunnable,
  snapshot: AnomalySnapshot,
  change: AnomalyTransition | undefined,
  point: RerunPoint,
  { settings }: RerunBasis,
): DetectionRerun {
  const again = change && decisionOf(change);
  const recomputedSha256 = again ? decisionSha256(again, settings) : null;
  const stored: Partial<Decision> = {
    ...snapshot,
    change: revision.change as Decision['change'],
    atMs: revision.atMs,
  };
  return {
    anomalyId: revision.anomalyId,
    revision: revision.revision,
    storedSha256: revision.sha256,
    recomputedSha256,
    equal: recomputedSha256 === revision.sha256,
    differences: again ? differences(stored, again) : [],
    modelVersionId: point.modelVersionId ?? null,
    afterMs: point.throughMs,
    throughMs: revision.throughMs,
    readings: revision.readings,
    receivedByMs: revision.receivedByMs,
  };
}

async function pointGone(em: EntityManager, sensorId: number): Promise<RestartPointGoneError> {
  const [oldest] = await em.find(RerunPoint, { sensorId }, { orderBy: { id: 'asc' }, limit: 1 });
  return new RestartPointGoneError(oldest?.createdAtMs ?? null);
}

const tooLarge = (readings: number): DomainError =>
  new DomainError(
    'DATASET_TOO_LARGE',
    `It was decided on ${readings} readings that came late or after late ones`,
    `Ask for a revision that was decided on at most ${MOST_READINGS} readings.`,
    { readings, most: MOST_READINGS },
  );

const readingsDiffer = (seen: number, found: number): DomainError =>
  new DomainError(
    'READINGS_DIFFER',
    `It was decided on ${seen} readings, and ${found} are found that had arrived by then`,
    'Nothing can be done: readings were removed, or one arrived in the instant in which it was decided.',
    { seen, found },
  );
