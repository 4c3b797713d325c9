import type { Database, EntityManager } from '../db/database.ts';
import { noteChange } from '../db/witness.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts';
import { lockAppointments } from './appointment.ts';
import { liveAssignments } from './live-assignments.ts';
import { ModelAlias } from './model-alias.ts';
import { ModelVersion, ScopeMember } from './model-version.ts';
import { refuseWithdrawn } from './refusals.ts';
import { type ModelTask, RegisteredModel } from './registered-model.ts';

export interface NewChallenger {
  readonly sensorId: number;
  readonly modelVersionId: number;
  readonly by: string;
}

/** In the transaction in which a sensor has another challenger than before: `modelVersionId`, null for none. */
export type ChallengerChange = (
  em: EntityManager,
  change: { readonly sensorId: number; readonly task: ModelTask; readonly modelVersionId: number | null },
) => Promise<void>;

/** The version that is to be compared with what is live, one for each sensor and task. */
export class Challengers {
  readonly #db: Database;
  readonly #changed: ChallengerChange;

  constructor(db: Database, changed: ChallengerChange) {
    this.#db = db;
    this.#changed = changed;
  }

  /**
   * Names a version, in the place of the one before.
   * @throws NotFoundError, InvalidInputError, ConflictError VERSION_DELETED, VERSION_ARCHIVED or ALREADY_LIVE
   */
  set(challenger: NewChallenger): Promise<ModelVersion> {
    return this.#db.transaction(async (em) => {
      const { version, task } = await setChallenger(em, challenger);
      await this.#changed(em, { ...challenger, task });
      return version;
    });
  }

  /** Clearing what is not set changes nothing. */
  async clear(sensorId: number, task: ModelTask): Promise<void> {
    await this.#db.transaction(async (em) => {
      await lockAppointments(em, [sensorId]);
      const before = await challengerOf(em, sensorId, task);
      noteChange({ what: `Challenger ${task}`, id: `Sensor:${sensorId}`, before, after: null });
      await em.nativeDelete(ModelAlias, { sensorId, task });
      await this.#changed(em, { sensorId, task, modelVersionId: null });
    });
  }
}

/** In the caller's transaction; as `Challengers.set`. */
export async function setChallenger(
  em: EntityManager,
  { sensorId, modelVersionId, by }: NewChallenger,
): Promise<{ version: ModelVersion; task: ModelTask }> {
  await lockAppointments(em, [sensorId]);
  const version = await em.findOne(ModelVersion, modelVersionId);
  if (!version) throw new NotFoundError('model version', modelVersionId);
  refuseWithdrawn(version);
  const { task } = await em.findOneOrFail(RegisteredModel, version.registeredModelId);
  if (!(await em.findOne(ScopeMember, { modelVersionId, sensorId })))
    throw new InvalidInputError('modelVersionId', version.scopeName, 'a version made for this sensor');
  const live = (await liveAssignments(em, [sensorId], task)).get(sensorId);
  if (live?.modelVersionId === modelVersionId) throw alreadyChampion(version);
  const named = { modelVersionId, setBy: by, setAtMs: Date.now() };
  const before = await challengerOf(em, sensorId, task);
  noteChange({ what: `Challenger ${task}`, id: `Sensor:${sensorId}`, before, after: { modelVersionId } });
  await em.upsert(ModelAlias, { sensorId, task, alias: 'CHALLENGER', ...named });
  return { version, task };
}

async function challengerOf(em: EntityManager, sensorId: number, task: ModelTask) {
  const [modelVersionId] = await challengerIds(em, [sensorId], task);
  return modelVersionId === null ? null : { modelVersionId };
}

const alreadyChampion = ({ id, version, scopeName }: ModelVersion): ConflictError =>
  new ConflictError(
    'ALREADY_LIVE',
    `Version ${version} of ${scopeName} is live: it cannot challenge itself`,
    'Name another version.',
    { modelVersionId: id },
  );

/** The challenger of each of these sensors, in one statement; null for those without one. */
export async function challengerIds(
  em: EntityManager,
  sensorIds: readonly number[],
  task: ModelTask,
): Promise<(number | null)[]> {
  const rows = await em.find(ModelAlias, { sensorId: { $in: [...sensorIds] }, task });
  const bySensor = new Map(rows.map((row) => [row.sensorId, row.modelVersionId]));
  return sensorIds.map((id) => bySensor.get(id) ?? null);
}
