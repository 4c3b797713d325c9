import { DatasetVersion } from '../datasets/dataset-version.ts';
import type { EntityManager } from '../db/database.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts';
import { liveAssignments } from '../registry/live-assignments.ts';
import { ModelVersion, ScopeMember } from '../registry/model-version.ts';
import { refuseDeleted } from '../registry/refusals.ts';
import { RegisteredModel } from '../registry/registered-model.ts';

/**
 * The detection version of that id, made for the sensor; the live one where the id is null.
 * @throws NotFoundError, InvalidInputError, ConflictError NO_LIVE_VERSION or VERSION_DELETED
 */
export async function chosenVersion(
  em: EntityManager,
  sensorId: number,
  id: number | null,
): Promise<ModelVersion> {
  if (id !== null) return madeFor(em, sensorId, id);
  const live = (await liveAssignments(em, [sensorId], 'DETECTION')).get(sensorId);
  if (live) return em.findOneOrFail(ModelVersion, live.modelVersionId);
  throw new ConflictError(
    'NO_LIVE_VERSION',
    `Sensor ${sensorId} has no live detection version`,
    'Name a modelVersionId, or promote a version.',
    { sensorId },
  );
}

async function madeFor(em: EntityManager, sensorId: number, id: number): Promise<ModelVersion> {
  const version = await em.findOne(ModelVersion, id);
  if (!version) throw new NotFoundError('model version', id);
  refuseDeleted(version);
  const { task } = await em.findOneOrFail(RegisteredModel, version.registeredModelId);
  const member = await em.findOne(ScopeMember, { modelVersionId: id, sensorId });
  if (task === 'DETECTION' && member) return version;
  throw new InvalidInputError(
    'modelVersionId',
    version.scopeName,
    'a detection version made for this sensor',
  );
}

/** The sensors that a version looks at beside its own, in the order of its training. */
export const inputsOf = async (em: EntityManager, version: ModelVersion): Promise<readonly number[]> =>
  JSON.parse((await datasetOf(em, version)).inputSensorIds);

/** The data that a version was fitted and judged on. */
export const datasetOf = (em: EntityManager, version: ModelVersion): Promise<DatasetVersion> =>
  em.findOneOrFail(DatasetVersion, version.datasetVersionId);
