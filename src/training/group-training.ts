import type { DatasetVersion } from '../datasets/dataset-version.ts';
import type { Datasets } from '../datasets/datasets.ts';
import type { SampledSensor } from '../datasets/sampled-sensor.ts';
import { splitOf } from '../datasets/split-counts.ts';
import type { Database } from '../db/database.ts';
import { checkedText } from '../equipment/naming.ts';
import { DomainError, InvalidInputError, UnavailableError } from '../errors.ts';
import type { Requester } from '../jobs/enqueue.ts';
import type { Job } from '../jobs/job.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { JobHandler, JobRun } from '../jobs/job-runner.ts';
import type { Registry } from '../registry/registry.ts';
import type { MemberOrigin } from '../registry/version-admission.ts';
import { sharingFamily } from './families.ts';
import { FIT_FROM, pinnedLine, watchInto } from './fit-log.ts';
import type { FitResult, GroupOrder, SplitSeries } from './fit-order.ts';
import type { FitThreads } from './fit-threads.ts';
import { groupMembers } from './group-members.ts';
import { GroupRefusedError } from './group-refused.ts';
import { registerFit, storeFit } from './registration.ts';
import { chosenSensors, type SensorSelection } from './sensor-selection.ts';
import {
  checkedPriority,
  checkedSettings,
  type GroupRequest,
  type SettingsInput,
  trainJob,
} from './train-request.ts';
import type { TrainedGate, TrainedModel } from './trained-model.ts';

/** Sensors that are to share weights; `name` is that of the group. */
export interface GroupInput extends SettingsInput {
  readonly name: string;
  readonly selection: SensorSelection;
}

export const FEWEST_MEMBERS = 2;
export const MOST_MEMBERS = 200;

interface PinnedMember extends SplitSeries {
  readonly sensor: SampledSensor;
  readonly dataset: DatasetVersion;
}

/** A model that several sensors share, from request to registered version: one job, one artifact, data and figures of each. */
export class GroupTraining {
  readonly #db: Database;
  readonly #datasets: Datasets;
  readonly #registry: Registry;
  readonly #queue: JobQueue;
  readonly #gate: TrainedGate;
  readonly #threads: FitThreads;

  constructor(
    db: Database,
    datasets: Datasets,
    registry: Registry,
    queue: JobQueue,
    gate: TrainedGate,
    threads: FitThreads,
  ) {
    this.#db = db;
    this.#datasets = datasets;
    this.#registry = registry;
    this.#queue = queue;
    this.#gate = gate;
    this.#threads = threads;
  }

  /**
   * Refuses what cannot succeed, and queues the rest.
   * @throws GroupRefusedError, AlreadyQueuedError, InvalidInputError, NotFoundError, DomainError WEIGHTS_NOT_SHARED or
   *   DATASET_TOO_LARGE
   */
  async train(input: GroupInput, requestedBy: Requester): Promise<Job> {
    const priority = checkedPriority(input.priority);
    const name = checkedText('name', input.name);
    const settings = checkedSettings(input);
    sharingFamily(settings.family);
    const em = this.#db.em();
    const chosen = await chosenSensors(em, input.selection, settings, MOST_MEMBERS);
    refuseFew(chosen.length);
    const sensorIds = chosen.toSorted((a, b) => a - b);
    await groupMembers(em, this.#datasets, sensorIds, settings);
    const request: GroupRequest = { ...settings, group: { name, sensorIds } };
    return this.#queue.enqueue({ ...trainJob(request, requestedBy), priority });
  }

  /** Runs a TRAIN job of a group; what is registered are the weights that were judged. */
  readonly handler: JobHandler = async (job, run) => {
    const { signal, progress, step } = run;
    const request = job.requested() as GroupRequest;
    progress(0, 'DATA');
    const pinned = await this.#pin(request, run);
    step('PINNED');
    const fit = await run.turn(() => this.#fit(request, pinned, run));
    const artifact = await storeFit(this.#registry, job, run, fit);
    const models = trainedModels(request, pinned, fit, artifact.sha256);
    const verdict = request.promote ? await this.#gate.judgeTrained(models, { signal }) : null;
    const { name, sensorIds } = request.group;
    const version = {
      scope: { kind: 'GROUP' as const, name, sensorIds },
      datasetVersionId: pinned[0].dataset.id,
      members: models.map(originOf),
      artifact,
    };
    return async (em) => {
      const outcome = await registerFit(em, this.#registry, job, fit, version, verdict);
      step('REGISTERED');
      return outcome;
    };
  };

  async #pin(request: GroupRequest, { signal, progress, log }: JobRun): Promise<PinnedMember[]> {
    const { sensorIds } = request.group;
    const sensors = await groupMembers(this.#db.em(), this.#datasets, sensorIds, request);
    const pinned: PinnedMember[] = [];
    for (const sensor of sensors) {
      const { version: dataset, series } = await this.#datasets
        .pin(sensor, request, request, signal)
        .catch((error) => refuseMember(error, sensor, sensors.length));
      log(`${sensor.tag}. ${pinnedLine(dataset)}`);
      pinned.push({ sensor, dataset, series, split: splitOf(dataset) });
      progress((FIT_FROM * pinned.length) / sensors.length, 'DATA');
    }
    return pinned;
  }

  async #fit(
    { task, family, config, seed }: GroupRequest,
    pinned: readonly PinnedMember[],
    run: JobRun,
  ): Promise<FitResult> {
    const members = pinned.map(({ series, split }) => ({ series, split }));
    const order: GroupOrder = { task, family, config, seed, members };
    try {
      return await this.#threads.fit(order, watchInto(run, family), run.signal);
    } catch (error) {
      const member = error instanceof DomainError ? error.details.member : undefined;
      if (typeof member !== 'number') throw error;
      return refuseMember(error, pinned[member].sensor, pinned.length);
    }
  }
}

function trainedModels(
  { task, family }: GroupRequest,
  pinned: readonly PinnedMember[],
  { members = [] }: FitResult,
  artifactSha256: string,
): TrainedModel[] {
  return pinned.map(({ sensor, dataset }, memberPlace) => {
    const { metrics, baselineMetrics } = members[memberPlace];
    return {
      sensorId: sensor.id,
      memberPlace,
      task,
      family,
      artifactSha256,
      dataset,
      metrics,
      baselineMetrics,
    };
  });
}

const originOf = ({ sensorId, dataset, metrics, baselineMetrics }: TrainedModel): MemberOrigin => ({
  sensorId,
  datasetVersionId: dataset.id,
  metrics,
  baselineMetrics,
});

/** @throws GroupRefusedError of an expected failure, the error as it is otherwise */
function refuseMember(error: unknown, { id, tag }: SampledSensor, members: number): never {
  if (!(error instanceof DomainError) || error instanceof UnavailableError) throw error;
  throw new GroupRefusedError([{ sensorId: id, name: tag, error }], members);
}

function refuseFew(count: number): void {
  if (count >= FEWEST_MEMBERS) return;
  throw new InvalidInputError(
    'sensors',
    `${count} sensors`,
    `from ${FEWEST_MEMBERS} to ${MOST_MEMBERS} sensors`,
  );
}
