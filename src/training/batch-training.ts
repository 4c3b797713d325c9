import { randomUUID } from 'node:crypto';
import type { Database } from '../db/database.ts';
import { DomainError, InvalidInputError } from '../errors.ts';
import type { NewJob, Requester } from '../jobs/enqueue.ts';
import type { Job } from '../jobs/job.ts';
import { AlreadyQueuedError, type JobQueue } from '../jobs/job-queue.ts';
import { chosenSensors, type SensorSelection } from './sensor-selection.ts';
import type { TrainingState } from './sensor-training.ts';
import { checkedPriority, checkedRequest, type TrainInput } from './train-request.ts';
import type { Training } from './training.ts';

export interface BatchInput extends Omit<TrainInput, 'sensorId'> {
  readonly selection: SensorSelection;
  /** Of these only those in one of the states; all where left out. */
  readonly states?: readonly TrainingState[] | null;
  /** How many of the jobs may run at once, over all processes. */
  readonly concurrency?: number | null;
}

/** What became of one sensor of a batch. */
export interface BatchItem {
  readonly sensorId: number;
  readonly outcome: Job | DomainError;
}

export interface Batch {
  readonly batch: string;
  readonly items: readonly BatchItem[];
}

export const MOST_SENSORS = 5_000;
const MOST_CONCURRENT = 1_000;

/** Trainings of many sensors that are asked for together. */
export class BatchTraining {
  readonly #db: Database;
  readonly #training: Training;
  readonly #queue: JobQueue;

  constructor(db: Database, training: Training, queue: JobQueue) {
    this.#db = db;
    this.#training = training;
    this.#queue = queue;
  }

  /**
   * What is wrong for every sensor is thrown, and nothing is queued. What is wrong for one is the outcome of that one;
   * all others are queued together in one transaction. Asked again, what is pending is told to be.
   * @throws InvalidInputError, NotFoundError
   */
  async train(input: BatchInput, requestedBy: Requester): Promise<Batch> {
    const { selection, states, concurrency, ...settings } = input;
    const priority = checkedPriority(input.priority);
    const batchLimit = checkedConcurrency(concurrency);
    checkedRequest({ ...settings, sensorId: 0 });
    const batch = randomUUID();
    const filter = { task: input.task, states };
    const sensorIds = await chosenSensors(this.#db.em(), selection, filter, MOST_SENSORS);
    const prepared: (NewJob | DomainError)[] = [];
    for (const sensorId of sensorIds) {
      const job = await this.#prepared({ ...settings, sensorId }, requestedBy);
      prepared.push(job instanceof DomainError ? job : { ...job, priority, batch, batchLimit });
      await new Promise((resume) => setImmediate(resume));
    }
    const possible = prepared.filter((one): one is NewJob => !(one instanceof DomainError));
    const enqueued = (await this.#queue.enqueueAll(() => possible)).values();
    const items = prepared.map((one, i) => {
      if (one instanceof DomainError) return { sensorId: sensorIds[i], outcome: one };
      const { job, isNew } = enqueued.next().value as { job: Job; isNew: boolean };
      return { sensorId: sensorIds[i], outcome: isNew ? job : new AlreadyQueuedError(job) };
    });
    return { batch, items };
  }

  async #prepared(input: TrainInput, requestedBy: Requester): Promise<NewJob | DomainError> {
    try {
      return await this.#training.prepared(checkedRequest(input), requestedBy);
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }
}

function checkedConcurrency(concurrency: number | null | undefined): number | null {
  if (concurrency == null) return null;
  if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= MOST_CONCURRENT) return concurrency;
  throw new InvalidInputError('concurrency', concurrency, `a whole number from 1 to ${MOST_CONCURRENT}`);
}
