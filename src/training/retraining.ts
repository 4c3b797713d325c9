import type { EntityManager } from '../db/database.ts';
import { Housekeeping } from '../db/housekeeping.ts';
import type { NewJob } from '../jobs/enqueue.ts';
import { Job } from '../jobs/job.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import { MODEL_TASKS, type ModelTask } from '../registry/registered-model.ts';
import {
  lockPolicies,
  type RetrainingPolicy,
  type RetrainingRules,
  retrainingPolicy,
} from './retraining-policy.ts';
import { dueTrainings, type SensorTraining } from './sensor-training.ts';
import {
  checkedRequest,
  type GroupRequest,
  TRAIN_JOB,
  type TrainRequest,
  trainJob,
} from './train-request.ts';

const EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_AT_A_TIME = 100;

/** What a sensor that was never trained is trained as. */
const DEFAULT_FAMILY: Readonly<Record<ModelTask, string>> = {
  DETECTION: 'discord-envelope',
  FORECASTING: 'ridge',
};

/**
 * Asks for the trainings that the stored policies want. All that it goes by is in the database, and one process decides
 * at a time: a restart forgets nothing, and many processes spend one budget.
 */
export class Retraining {
  readonly #queue: JobQueue;
  readonly #everyMinute: Housekeeping;

  constructor(queue: JobQueue, onFault: (error: unknown) => void) {
    this.#queue = queue;
    this.#everyMinute = new Housekeeping(EVERY_MS, () => this.round(), onFault);
  }

  /** Looks now, and every minute. */
  start(): void {
    this.#everyMinute.start();
  }

  stop(): Promise<void> {
    return this.#everyMinute.stop();
  }

  /** Puts what is due into the queue. Gives how many jobs that were. */
  async round(): Promise<number> {
    let asked = 0;
    for (const task of MODEL_TASKS) {
      const enqueued = await this.#queue.enqueueAll((em) => dueJobs(em, task));
      asked += enqueued.filter(({ isNew }) => isNew).length;
    }
    return asked;
  }
}

async function dueJobs(em: EntityManager, task: ModelTask): Promise<NewJob[]> {
  await lockPolicies(em);
  const policy = await retrainingPolicy(em, task);
  const rules = policy?.ruled();
  if (!policy || !rules?.isEnabled) return [];
  const now = Date.now();
  const spent = await em.count(Job, {
    kind: TRAIN_JOB,
    topic: task,
    origin: 'POLICY',
    createdAtMs: { $gt: now - DAY_MS },
  });
  const left = Math.min(MOST_AT_A_TIME, rules.jobsPerDay - spent);
  if (left <= 0) return [];
  const due = {
    askedBeforeMs: Math.floor(now - rules.coolDownHours * HOUR_MS),
    trainedBeforeMs: Math.floor(now - rules.maximumAgeDays * DAY_MS),
    untrained: rules.includeUntrained,
  };
  const sensors = await dueTrainings(em, task, due, left);
  const before = await earlierRequests(em, sensors);
  return sensors.map(({ sensorId }) =>
    policyJob(policy, requestFor(sensorId, task, before.get(sensorId), rules, now)),
  );
}

const policyJob = ({ version }: RetrainingPolicy, request: AnyRequest): NewJob => ({
  ...trainJob(request, `retraining policy ${version}`),
  origin: 'POLICY',
  priority: -1,
});

type AnyRequest = TrainRequest | GroupRequest;

/** As the newest version of the sensor was trained, alone or in its group, on what is stored by now. */
function requestFor(
  sensorId: number,
  task: ModelTask,
  before: AnyRequest | undefined,
  { trainOnLastDays, promote }: RetrainingRules,
  now: number,
): AnyRequest {
  const base = before ?? checkedRequest({ sensorId, task, family: DEFAULT_FAMILY[task] });
  const fromMs = trainOnLastDays === null ? base.fromMs : Math.floor(now - trainOnLastDays * DAY_MS);
  return { ...base, fromMs, toMs: null, promote };
}

/** What was asked for when the newest version of each sensor was trained. */
async function earlierRequests(
  em: EntityManager,
  sensors: readonly SensorTraining[],
): Promise<Map<number, AnyRequest>> {
  const ids = sensors.flatMap(({ trainingJobId }) => trainingJobId ?? []);
  const jobs = await em.find(Job, { id: { $in: ids }, kind: TRAIN_JOB });
  const requests = new Map(jobs.map((job) => [job.id, job.requested() as AnyRequest]));
  return new Map(
    sensors.flatMap(({ sensorId, trainingJobId }) => {
      const request = requests.get(trainingJobId ?? 0);
      return request ? [[sensorId, request]] : [];
    }),
  );
}
