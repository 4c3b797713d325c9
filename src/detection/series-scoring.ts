import { confirmedIntervals } from '../datasets/confirmed-intervals.ts';
import type { Datasets } from '../datasets/datasets.ts';
import { cellTime, type Grid, readSeries } from '../datasets/grid.ts';
import { type SampledSensor, sampledSensor } from '../datasets/sampled-sensor.ts';
import type { Database } from '../db/database.ts';
import { DomainError } from '../errors.ts';
import { checkedCleaning } from '../ml/cleaning/checked-cleaning.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { chosenVersion, inputsOf } from './chosen-version.ts';
import type { CleanedDetection, DetectOrder } from './detect-order.ts';
import { type Asker, JudgingRoom } from './judging-room.ts';
import type { ArtifactReader } from './live-detectors.ts';
import { OrderThreads } from './order-threads.ts';

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
const WORKER = new URL('./detect-worker.ts', import.meta.url);

/** Judges stored series on request, in threads of their own. */
export class SeriesScoring {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  readonly #datasets: Datasets;
  readonly #artifact: ArtifactReader;
  readonly #room = new JudgingRoom(MOST_AT_ONCE);
  readonly #threads = new OrderThreads(WORKER);

  constructor(db: Database, readings: ReadingsStore, datasets: Datasets, artifact: ArtifactReader) {
    this.#db = db;
    this.#readings = readings;
    this.#datasets = datasets;
    this.#artifact = artifact;
  }

  /**
   * @throws NotFoundError, InvalidInputError, ConflictError NO_LIVE_VERSION, InsufficientDataError, BusyError,
   * DomainError DATASET_TOO_LARGE, DATASET_TOO_SPARSE or SCORING_TIMED_OUT; the reason of an aborted signal
   */
  score(request: ScoreRequest, asker: Asker): Promise<ScoredSeries> {
    return this.#room.admit(asker, 1, () => this.#score(request, asker));
  }

  /** Ends the threads. */
  stop(): Promise<void> {
    return this.#threads.stop();
  }

  async #score(request: ScoreRequest, { signal }: Asker): Promise<ScoredSeries> {
    const { sensorId, modelVersionId, ...range } = request;
    const cleaning = checkedCleaning(request.cleaning);
    const em = this.#db.em();
    const version = await chosenVersion(em, sensorId, modelVersionId ?? null);
    const sensor = { ...(await sampledSensor(em, sensorId)), inputIds: await inputsOf(em, version) };
    const grid = await this.#datasets.grid(sensor, range);
    refuseLarge(grid, sensor);
    const series = await readSeries(this.#readings.until(signal), sensor, grid);
    const known = await confirmedIntervals(em, sensorId, grid);
    const { family } = version;
    const artifact = await this.#artifact(version);
    const order: DetectOrder = { family, artifact, series, cleaning, known };
    const detection = await this.#threads.run<CleanedDetection>(order, { limitMs: LIMIT_MS, signal });
    const times = Float64Array.from({ length: grid.count }, (_, cell) => cellTime(grid, cell));
    return { ...detection, modelVersionId: version.id, times };
  }
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
