import { confirmedIntervals } from '../datasets/confirmed-intervals.ts';
import { DatasetVersion } from '../datasets/dataset-version.ts';
import type { Datasets } from '../datasets/datasets.ts';
import { cellTime, type Grid, readSeries } from '../datasets/grid.ts';
import { type SampledSensor, sampledSensor } from '../datasets/sampled-sensor.ts';
import type { Database, EntityManager } from '../db/database.ts';
import { ConflictError, DomainError, InvalidInputError, NotFoundError } from '../errors.ts';
import { checkedCleaning } from '../ml/cleaning/checked-cleaning.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { liveAssignments } from '../registry/live-assignments.ts';
import { ModelVersion, ScopeMember } from '../registry/model-version.ts';
import { RegisteredModel } from '../registry/registered-model.ts';
import { detectInThread } from './detect-in-thread.ts';
import type { CleanedDetection } from './detect-order.ts';
import type { ArtifactReader } from './live-detectors.ts';

/** Times are ms since the epoch, both ends inclusive. */
export interface ScoreRequest {
  readonly sensorId: number;
  /** The live version where it is left out. */
  readonly modelVersionId?: number | null;
  readonly fromMs: number;
  readonly toMs: number;
  /** A `CleaningConfig`; its defaults, which do nothing, where left out. */
  readonly cleaning?: unknown;
}

/** A stored range as a version judges it in hindsight; nothing of it is stored or announced. */
export interface ScoredSeries extends CleanedDetection {
  readonly modelVersionId: number;
  /** Of each sample, ms since the epoch. */
  readonly times: Float64Array;
}

const MOST_SAMPLES = 50_000;
const MOST_AT_ONCE = 4;
const LIMIT_MS = 30_000;

/** Judges stored series on request, in threads of their own. */
export class SeriesScoring {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  readonly #datasets: Datasets;
  readonly #artifact: ArtifactReader;
  #running = 0;

  constructor(db: Database, readings: ReadingsStore, datasets: Datasets, artifact: ArtifactReader) {
    this.#db = db;
    this.#readings = readings;
    this.#datasets = datasets;
    this.#artifact = artifact;
  }

  /**
   * @throws NotFoundError, InvalidInputError, ConflictError NO_LIVE_VERSION, InsufficientDataError, DomainError
   * DATASET_TOO_LARGE, DATASET_TOO_SPARSE, BUSY or SCORING_TIMED_OUT
   */
  async score(request: ScoreRequest): Promise<ScoredSeries> {
    if (this.#running >= MOST_AT_ONCE) throw busy();
    this.#running++;
    try {
      return await this.#score(request);
    } finally {
      this.#running--;
    }
  }

  async #score(request: ScoreRequest): Promise<ScoredSeries> {
    const { sensorId, modelVersionId, ...range } = request;
    const cleaning = checkedCleaning(request.cleaning);
    const em = this.#db.em();
    const version = await versionFor(em, sensorId, modelVersionId ?? null);
    const sensor = { ...(await sampledSensor(em, sensorId)), inputIds: await inputsOf(em, version) };
    const grid = await this.#datasets.grid(sensor, range);
    refuseLarge(grid, sensor);
    const series = await readSeries(this.#readings, sensor, grid);
    const known = await confirmedIntervals(em, sensorId, grid);
    const { family } = version;
    const order = { family, artifact: await this.#artifact(version), series, cleaning, known };
    const detection = await detectInThread(order, LIMIT_MS);
    const times = Float64Array.from({ length: grid.count }, (_, cell) => cellTime(grid, cell));
    return { ...detection, modelVersionId: version.id, times };
  }
}

async function versionFor(em: EntityManager, sensorId: number, id: number | null): Promise<ModelVersion> {
  if (id !== null) return madeFor(em, sensorId, id);
  const live = (await liveAssignments(em, [sensorId], 'DETECTION')).get(sensorId);
  if (live) return em.findOneOrFail(ModelVersion, live.modelVersionId);
  throw new ConflictError(
    'NO_LIVE_VERSION',
    `Sensor ${sensorId} has no live detection version`,
    'Name a modelVersionId, or promote a version.',
    { sensorId },
  );
}

async function madeFor(em: EntityManager, sensorId: number, id: number): Promise<ModelVersion> {
  const version = await em.findOne(ModelVersion, id);
  if (!version) throw new NotFoundError('model version', id);
  const { task } = await em.findOneOrFail(RegisteredModel, version.registeredModelId);
  const member = await em.findOne(ScopeMember, { modelVersionId: id, sensorId });
  if (task === 'DETECTION' && member) return version;
  throw new InvalidInputError(
    'modelVersionId',
    version.scopeName,
    'a detection version made for this sensor',
  );
}

async function inputsOf(em: EntityManager, { datasetVersionId }: ModelVersion): Promise<number[]> {
  const { inputSensorIds } = await em.findOneOrFail(DatasetVersion, datasetVersionId);
  return JSON.parse(inputSensorIds);
}

function refuseLarge({ count }: Grid, { periodMs }: SampledSensor): void {
  if (count <= MOST_SAMPLES) return;
  throw new DomainError(
    'DATASET_TOO_LARGE',
    `The range holds ${count} samples, ${periodMs} ms apart`,
    `Choose a range of at most ${MOST_SAMPLES} samples.`,
    { samples: count, most: MOST_SAMPLES },
  );
}

const busy = (): DomainError =>
  new DomainError(
    'BUSY',
    `${MOST_AT_ONCE} series are being judged already`,
    'Ask again when one of them is done, in a few seconds.',
  );
