import type { Database, EntityManager } from '../db/database.ts';
import { sensorFacts } from '../equipment/sensor-facts.ts';
import { DomainError } from '../errors.ts';
import { appendEvents } from '../events/event.ts';
import type { LiveAssignment } from './live-assignments.ts';
import { ModelFault } from './model-fault.ts';
import type { ModelTask } from './registered-model.ts';

/** A version that could not be used, and what decides in its place: an earlier one, or the fallback where that is null. */
export interface NewFault {
  readonly sensorId: number;
  readonly task: ModelTask;
  readonly assignment: LiveAssignment;
  readonly error: unknown;
  readonly standIn: LiveAssignment | null;
}

const MOST_CHARACTERS = 500;

/** Records and announces, beside what is under way, each version that cannot be used; a fault that lasts is recorded once. */
export class ModelFaults {
  readonly #db: Database;
  readonly #feed: { wake(): void };
  readonly #onFault: (error: unknown) => void;
  #recording: Promise<void> = Promise.resolve();

  constructor(db: Database, feed: { wake(): void }, onFault: (error: unknown) => void) {
    this.#db = db;
    this.#feed = feed;
    this.#onFault = onFault;
  }

  note(fault: NewFault): void {
    this.#recording = this.#recording.then(() => this.#record(fault)).catch(this.#onFault);
  }

  /** Resolves when everything that was noted is recorded. */
  recorded(): Promise<void> {
    return this.#recording;
  }

  async #record(fault: NewFault): Promise<void> {
    const recorded = await this.#db.transaction(async (em) => {
      const row = rowOf(fault);
      if (await isKnown(em, row)) return false;
      await announce(em, await stored(em, row));
      return true;
    });
    if (recorded) this.#feed.wake();
  }
}

type FaultRow = ReturnType<typeof rowOf>;

function rowOf({ sensorId, task, assignment, error, standIn }: NewFault) {
  return {
    sensorId,
    task,
    assignmentId: assignment.assignmentId,
    modelVersionId: assignment.modelVersionId,
    standInVersionId: standIn?.modelVersionId ?? null,
    code: error instanceof DomainError ? error.code : 'MODEL_FAILED',
    message: String(error instanceof Error ? error.message : error).slice(0, MOST_CHARACTERS),
    atMs: Date.now(),
  };
}

/** The newest fault of that assignment said the same. */
async function isKnown(em: EntityManager, row: FaultRow): Promise<boolean> {
  const { sensorId, task, assignmentId } = row;
  const newest = await em.findOne(ModelFault, { sensorId, task, assignmentId }, { orderBy: { id: 'desc' } });
  return newest?.standInVersionId === row.standInVersionId && newest.message === row.message;
}

async function stored(em: EntityManager, row: FaultRow): Promise<ModelFault> {
  const fault = em.create(ModelFault, row);
  await em.flush();
  return fault;
}

async function announce(em: EntityManager, fault: ModelFault): Promise<void> {
  const { sensorId, task, modelVersionId, standInVersionId, code, message } = fault;
  const facts = (await sensorFacts(em, [sensorId])).get(sensorId);
  const payload = { faultId: fault.id, task, modelVersionId, standInVersionId, code, message };
  const { equipmentPath } = facts ?? {};
  await appendEvents(em, [{ type: 'MODEL_UNUSABLE', sensorId, equipmentPath, timeMs: fault.atMs, payload }]);
}
