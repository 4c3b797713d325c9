import type { DatasetVersion } from '../datasets/dataset-version.ts';
import type { Datasets, PinnedDataset } from '../datasets/datasets.ts';
import { type SampledSensor, sampledSensor } from '../datasets/sampled-sensor.ts';
import { splitCounts, testFrom } from '../datasets/split-counts.ts';
import type { Database, EntityManager } from '../db/database.ts';
import { DEFAULT_DETECTION, detectionSettings, hysteresisOf } from '../equipment/detection-settings.ts';
import { retiredError } from '../equipment/refusals.ts';
import { InsufficientDataError } from '../errors.ts';
import type { NewJob } from '../jobs/enqueue.ts';
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
import type { FitOrder, FitResult, FitWatch } from './fit-order.ts';
import { FitThreads } from './fit-threads.ts';
import {
  checkedPriority,
  checkedRequest,
  type TrainInput,
  type TrainRequest,
  trainJob,
} from './train-request.ts';

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
  /** Which member of the weights is the sensor's; 0 where they are its alone. */
  readonly memberPlace: number;
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
  async train(input: TrainInput, requestedBy: string): Promise<Job> {
    const priority = checkedPriority(input.priority);
    const job = await this.prepared(checkedRequest(input), requestedBy);
    return this.#queue.enqueue({ ...job, priority });
  }

  /**
   * The job of a request that can succeed, not yet queued.
   * @throws NotFoundError, InsufficientDataError, InvalidInputError, ConflictError RETIRED, DomainError STEP_SENSOR,
   *   DATASET_TOO_LARGE or DATASET_TOO_SPARSE
   */
  async prepared(request: TrainRequest, requestedBy: string): Promise<NewJob> {
    const sensor = await this.#sensor(request.sensorId);
    const { count } = await this.#datasets.grid(sensor, request, request);
    const { task, family, config, trainShare } = request;
    const needed = familyOf(task, family).minimumSamples(config);
    if (Math.floor(count * trainShare) < needed) {
      throw new InsufficientDataError(Math.ceil(needed / trainShare), count);
    }
    const judged = count - testFrom(splitCounts(count, request));
    if (judged < 1) throw new InsufficientDataError(count + 1 - judged, count);
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
    const sensor = await this.#sensor(request.sensorId);
    const pinned = await this.#datasets.pin(sensor, request, request, signal);
    log(pinnedLine(pinned));
    step('PINNED');
    const { task, family, config, seed, features } = request;
    const { series, heldOutLabels, version: dataset } = pinned;
    const hysteresis = await this.#hysteresis(sensor.id);
    const { trainCount, validationCount, gapCount } = dataset;
    const split = { trainCount, validationCount, gapCount };
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
    step('FITTED');
    progress(STORE_FROM, 'STORE');
    log(`Judged on the held-out part: ${figuresLine(fit)}`);
    await this.#registry.hold(fit.artifact, String(job.leaseOwner));
    step('HELD');
    const artifact = await this.#registry.store(fit.artifact);
    step('STORED');
    const { metrics, baselineMetrics } = fit;
    const trained = { task, family, artifactSha256: artifact.sha256, dataset, metrics, baselineMetrics };
    const verdict = request.promote
      ? await this.#gate.judgeTrained({ ...trained, memberPlace: 0 }, sensor.id, { signal })
      : null;
    return async (em) => {
      const outcome = await this.#register(em, job, sensor, pinned, fit, artifact, verdict);
      step('REGISTERED');
      return outcome;
    };
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

/** A fit as progress and log of its job. */
function watchInto({ progress, log }: JobRun, family: string): FitWatch {
  let detail: TrainDetail = { tensors: null, epochs: [] };
  let at: [share: number, stage: string] = [FIT_FROM, 'FIT'];
  const say = (more: Partial<TrainDetail>) => {
    detail = { ...detail, ...more };
    progress(...at, detail);
  };
  log(`Fits ${family}`);
  return {
    progress(share, stage) {
      at = [FIT_FROM + (STORE_FROM - FIT_FROM) * share, stage];
      progress(...at);
    },
    epoch(epoch) {
      log(`Epoch ${epoch.epoch}: loss ${shown(epoch.loss)}, validation loss ${shown(epoch.validationLoss)}`);
      say({ epochs: [...detail.epochs, epoch] });
    },
    tensors(tensors) {
      log(`Computes on the backend ${tensors.backend}`);
      say({ tensors });
    },
  };
}

const shown = (figure: number): string => String(Number(figure.toPrecision(6)));

const instant = (timeMs: number): string => new Date(timeMs).toISOString();

const pinnedLine = ({ version }: PinnedDataset): string =>
  `Data: ${version.sampleCount} samples from ${instant(version.fromMs)} to ${instant(version.toMs)}, ` +
  `${version.missingCount} missing, the first ${version.trainCount} to fit${partsLine(version)}; SHA-256 ${version.sha256}`;

const partsLine = ({ validationCount, gapCount }: DatasetVersion): string =>
  (validationCount > 0 ? `, ${validationCount} to choose the weights by` : '') +
  (gapCount > 0 ? `, ${gapCount} left out between the parts` : '');

const figuresLine = ({ metrics }: FitResult): string =>
  Object.entries(metrics)
    .map(([name, figure]) => `${name} ${shown(figure)}`)
    .join(', ');
