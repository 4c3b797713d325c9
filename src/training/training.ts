import type { DatasetVersion } from '../datasets/dataset-version.ts';
import type { Datasets, PinnedDataset } from '../datasets/datasets.ts';
import { type SampledSensor, sampledSensor } from '../datasets/sampled-sensor.ts';
import type { Database, EntityManager } from '../db/database.ts';
import { DEFAULT_DETECTION, detectionSettings, hysteresisOf } from '../equipment/detection-settings.ts';
import { retiredError } from '../equipment/refusals.ts';
import { InsufficientDataError } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { JobHandler, JobRun } from '../jobs/job-runner.ts';
import type { Epoch } from '../ml/detector.ts';
import type { HysteresisConfig } from '../ml/hysteresis.ts';
import type { StoredArtifact } from '../registry/artifact-store.ts';
import type { Metrics, ModelVersion } from '../registry/model-version.ts';
import type { ModelTask } from '../registry/registered-model.ts';
import type { Promotion, Registry } from '../registry/registry.ts';
import type { TensorChoice } from '../tensors/open-tensors.ts';
import { familyOf } from './families.ts';
import { fitInWorker } from './fit-in-worker.ts';
import type { FitResult, FitWatch } from './fit-order.ts';
import { checkedRequest, type TrainInput, type TrainRequest } from './train-request.ts';

export const TRAIN_JOB = 'TRAIN';

/** Where the stages of a training job begin, as shares of the whole. */
const FIT_FROM = 0.1;
const STORE_FROM = 0.95;

/** What a training job says of itself while it runs. */
export type TrainDetail = {
  /** Null where the family trains no network. */
  readonly tensors: TensorChoice | null;
  /** Passes over the data so far; none where the family does not iterate. */
  readonly epochs: readonly Epoch[];
};

/** What a succeeded training job made; `assignmentIds` is empty unless the request asked for promotion and the
 * gate let it live. */
export type TrainOutcome = {
  /** What the gate said of it; none where promotion was not asked for. */
  readonly gateDecisionIds?: readonly number[];
  readonly modelVersionId: number;
  readonly version: number;
  readonly datasetVersionId: number;
  readonly assignmentIds: readonly number[];
};

/** What was just trained and is not registered yet. */
export interface TrainedModel {
  readonly task: ModelTask;
  readonly family: string;
  readonly artifactSha256: string;
  readonly dataset: DatasetVersion;
  readonly metrics: Metrics;
  readonly baselineMetrics: Metrics;
}

/** Whether what was just trained may go live at once. */
export interface TrainedGate {
  judgeTrained(
    model: TrainedModel,
    sensorId: number,
    asker: { readonly signal?: AbortSignal },
  ): Promise<TrainedVerdict>;
}

export interface TrainedVerdict {
  /** In the transaction that makes the version: keeps the decision, and promotes where the gate lets it. */
  settle(em: EntityManager, version: ModelVersion, promotion: Promotion): Promise<SettledPromotion>;
}

interface SettledPromotion {
  readonly assignments: readonly { readonly id: number }[];
  readonly decisionIds: readonly number[];
}

/** A model from request to registered version. */
export class Training {
  readonly #db: Database;
  readonly #datasets: Datasets;
  readonly #registry: Registry;
  readonly #queue: JobQueue;
  readonly #gate: TrainedGate;

  constructor(db: Database, datasets: Datasets, registry: Registry, queue: JobQueue, gate: TrainedGate) {
    this.#db = db;
    this.#datasets = datasets;
    this.#registry = registry;
    this.#queue = queue;
    this.#gate = gate;
  }

  /**
   * Refuses what cannot succeed, and queues the rest.
   * @throws InvalidInputError, NotFoundError, InsufficientDataError, ConflictError RETIRED, DomainError STEP_SENSOR,
   *   DATASET_TOO_LARGE or DATASET_TOO_SPARSE
   */
  async train(input: TrainInput, requestedBy: string): Promise<Job> {
    const request = checkedRequest(input);
    const sensor = await this.#sensor(request.sensorId);
    const { count } = await this.#datasets.grid(sensor, request);
    const { task, family, config, trainShare, sensorId } = request;
    const needed = familyOf(task, family).minimumSamples(config);
    if (Math.floor(count * trainShare) < needed) {
      throw new InsufficientDataError(Math.ceil(needed / trainShare), count);
    }
    return this.#queue.enqueue({ kind: TRAIN_JOB, sensorId, request, requestedBy });
  }

  /**
   * Runs a TRAIN job. The registered weights are those that were judged: fitted on the train part alone, so that the
   * figures are about exactly these weights.
   */
  readonly handler: JobHandler = async (job, { signal, progress }) => {
    const request = job.requested() as TrainRequest;
    progress(0, 'DATA');
    const sensor = await this.#sensor(request.sensorId);
    const pinned = await this.#datasets.pin(sensor, request, request, signal);
    const { task, family, config, seed } = request;
    const { series, heldOutLabels, version: dataset } = pinned;
    const hysteresis = await this.#hysteresis(sensor.id);
    const { trainCount } = dataset;
    const fit = await fitInWorker(
      { task, family, config, seed, series, trainCount, heldOutLabels, hysteresis },
      watchInto(progress),
      signal,
    );
    progress(STORE_FROM, 'STORE');
    const artifact = await this.#registry.store(fit.artifact);
    const { metrics, baselineMetrics } = fit;
    const trained = { task, family, artifactSha256: artifact.sha256, dataset, metrics, baselineMetrics };
    const verdict = request.promote ? await this.#gate.judgeTrained(trained, sensor.id, { signal }) : null;
    return (em) => this.#register(em, job, sensor, pinned, fit, artifact, verdict);
  };

  async #register(
    em: EntityManager,
    job: Job,
    sensor: SampledSensor,
    { version: dataset }: PinnedDataset,
    { metrics, baselineMetrics, choice }: FitResult,
    artifact: StoredArtifact,
    verdict: TrainedVerdict | null,
  ): Promise<TrainOutcome> {
    const { task, family, config, seed } = job.requested() as TrainRequest;
    const version = await this.#registry.createVersion(em, {
      task,
      scope: { kind: 'SENSOR', name: sensor.tag, sensorIds: [sensor.id] },
      family,
      config: { ...config, choice },
      seed,
      metrics,
      baselineMetrics,
      datasetVersionId: dataset.id,
      trainingJobId: job.id,
      artifact,
    });
    const promotion = {
      modelVersionId: version.id,
      reason: `Promotion was asked for together with training job ${job.id}`,
      by: job.requestedBy,
    };
    const settled = await verdict?.settle(em, version, promotion);
    return {
      modelVersionId: version.id,
      version: version.version,
      datasetVersionId: dataset.id,
      assignmentIds: (settled?.assignments ?? []).map(({ id }) => id),
      gateDecisionIds: settled?.decisionIds ?? [],
    };
  }

  /** A version is judged under the settings that would hold if it were live. */
  async #hysteresis(sensorId: number): Promise<HysteresisConfig> {
    const set = (await detectionSettings(this.#db.em(), [sensorId])).get(sensorId) ?? DEFAULT_DETECTION;
    return hysteresisOf(set);
  }

  async #sensor(sensorId: number): Promise<SampledSensor> {
    const sensor = await sampledSensor(this.#db.em(), sensorId);
    if (sensor.isRetired) throw retiredError('Sensor', sensor.tag);
    return sensor;
  }
}

/** A fit as progress of its job. */
function watchInto(progress: JobRun['progress']): FitWatch {
  let detail: TrainDetail = { tensors: null, epochs: [] };
  let at: [share: number, stage: string] = [FIT_FROM, 'FIT'];
  const say = (more: Partial<TrainDetail>) => {
    detail = { ...detail, ...more };
    progress(...at, detail);
  };
  return {
    progress(share, stage) {
      at = [FIT_FROM + (STORE_FROM - FIT_FROM) * share, stage];
      progress(...at);
    },
    epoch: (epoch) => say({ epochs: [...detail.epochs, epoch] }),
    tensors: (tensors) => say({ tensors }),
  };
}
