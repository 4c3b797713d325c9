import { confirmedIntervals } from '../datasets/confirmed-intervals.ts';
import type { Datasets } from '../datasets/datasets.ts';
import { readSeries } from '../datasets/grid.ts';
import { sampledSensor } from '../datasets/sampled-sensor.ts';
import type { Database, EntityManager } from '../db/database.ts';
import type { Requester } from '../jobs/enqueue.ts';
import type { Job } from '../jobs/job.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { JobHandler } from '../jobs/job-runner.ts';
import { checkedCleaning } from '../ml/cleaning/checked-cleaning.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { ModelVersion } from '../registry/model-version.ts';
import { chosenVersion, inputsOf } from './chosen-version.ts';
import type { CleanedDetection, DetectOrder } from './detect-order.ts';
import type { ArtifactReader } from './live-detectors.ts';
import { OrderThreads } from './order-threads.ts';
import { type RunSubject, recordRun, refuseFlood } from './record-run.ts';
import type { ScoreRequest } from './series-scoring.ts';

export const DETECT_JOB = 'DETECT';

/** Where the stages of the job begin, as shares of the whole. */
const JUDGE_FROM = 0.3;
const STORE_FROM = 0.95;
const WORKER = new URL('./detect-worker.ts', import.meta.url);

/** A checked request as the job keeps it: the version is the one that was live when it was asked for. */
interface DetectRequest extends RunSubject {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a succeeded job made. */
export type DetectOutcome = { readonly detectionRunId: number };

/** Stored ranges judged in hindsight as durable jobs; what they find is never mixed with what was announced. */
export class RangeDetection {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  readonly #datasets: Datasets;
  readonly #artifact: ArtifactReader;
  readonly #queue: JobQueue;
  readonly #threads = new OrderThreads(WORKER);

  constructor(
    db: Database,
    readings: ReadingsStore,
    datasets: Datasets,
    artifact: ArtifactReader,
    queue: JobQueue,
  ) {
    this.#db = db;
    this.#readings = readings;
    this.#datasets = datasets;
    this.#artifact = artifact;
    this.#queue = queue;
  }

  /**
   * Refuses what cannot succeed, and queues the rest.
   * @throws NotFoundError, InvalidInputError, ConflictError NO_LIVE_VERSION, InsufficientDataError, DomainError
   * STEP_SENSOR, DATASET_TOO_LARGE or DATASET_TOO_SPARSE
   */
  async detect(asked: ScoreRequest, requestedBy: Requester): Promise<Job> {
    const { sensorId, fromMs, toMs } = asked;
    const cleaning = checkedCleaning(asked.cleaning);
    const em = this.#db.em();
    await sampledSensor(em, sensorId);
    const version = await chosenVersion(em, sensorId, asked.modelVersionId ?? null);
    const request: DetectRequest = { sensorId, modelVersionId: version.id, fromMs, toMs, cleaning };
    await this.#grid(em, request, version);
    return this.#queue.enqueue({ kind: DETECT_JOB, sensorId, request, requestedBy });
  }

  /** Runs a DETECT job. */
  readonly handler: JobHandler = async (job, { signal, progress, turn }) => {
    const request = job.requested() as DetectRequest;
    progress(0, 'DATA');
    const em = this.#db.em();
    const version = await em.findOneOrFail(ModelVersion, request.modelVersionId);
    const { sensor, grid } = await this.#grid(em, request, version);
    const order: DetectOrder = {
      family: version.family,
      artifact: await this.#artifact(version),
      series: await readSeries(this.#readings.until(signal), sensor, grid),
      cleaning: request.cleaning,
      known: await confirmedIntervals(em, sensor.id, grid),
    };
    progress(JUDGE_FROM, 'JUDGE');
    const detection = await turn(() => this.#threads.run<CleanedDetection>(order, { signal }));
    refuseFlood(detection);
    progress(STORE_FROM, 'STORE');
    return async (within): Promise<DetectOutcome> => {
      const { id } = await recordRun(within, job, request, grid, detection);
      return { detectionRunId: id };
    };
  };

  /** Ends the threads. */
  stop(): Promise<void> {
    return this.#threads.stop();
  }

  /** The sensor beside the inputs that the version looks at, and the samples of the range. */
  async #grid(em: EntityManager, { sensorId, fromMs, toMs }: DetectRequest, version: ModelVersion) {
    const sensor = { ...(await sampledSensor(em, sensorId)), inputIds: await inputsOf(em, version) };
    return { sensor, grid: await this.#datasets.grid(sensor, { fromMs, toMs }) };
  }
}
