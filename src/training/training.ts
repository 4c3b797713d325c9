import type { Datasets } from '../datasets/datasets.ts';
import { splitOf } from '../datasets/split-counts.ts';
import type { Database } from '../db/database.ts';
import { DEFAULT_DETECTION, detectionSettings, hysteresisOf } from '../equipment/detection-settings.ts';
import type { NewJob, Requester } from '../jobs/enqueue.ts';
import type { Job } from '../jobs/job.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { JobHandler } from '../jobs/job-runner.ts';
import type { HysteresisConfig } from '../ml/hysteresis.ts';
import type { Registry } from '../registry/registry.ts';
import { pinnedLine, watchInto } from './fit-log.ts';
import type { FitOrder } from './fit-order.ts';
import { FitThreads } from './fit-threads.ts';
import { registerFit, storeFit } from './registration.ts';
import {
  checkedPriority,
  checkedRequest,
  type TrainInput,
  type TrainRequest,
  trainJob,
} from './train-request.ts';
import { sensorInService, trainableSamples } from './trainable-sensor.ts';
import type { TrainedGate } from './trained-model.ts';

/** A model from request to registered version. */
export class Training {
  readonly #db: Database;
  readonly #datasets: Datasets;
  readonly #registry: Registry;
  readonly #queue: JobQueue;
  readonly #gate: TrainedGate;
  readonly threads = new FitThreads();

  constructor(db: Database, datasets: Datasets, registry: Registry, queue: JobQueue, gate: TrainedGate) {
    this.#db = db;
    this.#datasets = datasets;
    this.#registry = registry;
    this.#queue = queue;
    this.#gate = gate;
  }

  /**
   * Refuses what cannot succeed, and queues the rest.
   * @throws what `prepared` throws, and AlreadyQueuedError
   */
  async train(input: TrainInput, requestedBy: Requester): Promise<Job> {
    const priority = checkedPriority(input.priority);
    const job = await this.prepared(checkedRequest(input), requestedBy);
    return this.#queue.enqueue({ ...job, priority });
  }

  /**
   * The job of a request that can succeed, not yet queued.
   * @throws NotFoundError, InsufficientDataError, InvalidInputError, ConflictError RETIRED, DomainError STEP_SENSOR,
   *   DATASET_TOO_LARGE or DATASET_TOO_SPARSE
   */
  async prepared(request: TrainRequest, requestedBy: Requester): Promise<NewJob> {
    const sensor = await sensorInService(this.#db.em(), request.sensorId);
    await trainableSamples(this.#datasets, sensor, request);
    return trainJob(request, requestedBy);
  }

  /**
   * Runs a TRAIN job. The registered weights are those that were judged: fitted on the train part alone, so that the
   * figures are about exactly these weights.
   */
  readonly handler: JobHandler = async (job, run) => {
    const { signal, progress, log, step } = run;
    const request = job.requested() as TrainRequest;
    progress(0, 'DATA');
    const sensor = await sensorInService(this.#db.em(), request.sensorId);
    const pinned = await this.#datasets.pin(sensor, request, request, signal);
    const { series, heldOutLabels, version: dataset } = pinned;
    log(pinnedLine(dataset));
    step('PINNED');
    const { task, family, config, seed, features } = request;
    const hysteresis = await this.#hysteresis(sensor.id);
    const split = splitOf(dataset);
    const order: FitOrder = {
      task,
      family,
      config,
      seed,
      series,
      features,
      split,
      heldOutLabels,
      hysteresis,
    };
    const fit = await run.turn(() => this.threads.fit(order, watchInto(run, family), signal));
    const artifact = await storeFit(this.#registry, job, run, fit);
    const { metrics, baselineMetrics } = fit;
    const trained = { task, family, artifactSha256: artifact.sha256, dataset, metrics, baselineMetrics };
    const verdict = request.promote
      ? await this.#gate.judgeTrained([{ ...trained, sensorId: sensor.id, memberPlace: 0 }], { signal })
      : null;
    const scope = { kind: 'SENSOR' as const, name: sensor.tag, sensorIds: [sensor.id] };
    const version = { scope, datasetVersionId: dataset.id, artifact };
    return async (em) => {
      const outcome = await registerFit(em, this.#registry, job, fit, version, verdict);
      step('REGISTERED');
      return outcome;
    };
  };

  /** A version is judged under the settings that would hold if it were live. */
  async #hysteresis(sensorId: number): Promise<HysteresisConfig> {
    const set = (await detectionSettings(this.#db.em(), [sensorId])).get(sensorId) ?? DEFAULT_DETECTION;
    return hysteresisOf(set);
  }
}
