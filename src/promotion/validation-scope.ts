import type { EntityManager } from '../db/database.ts';
import { subtreePath } from '../equipment/equipment-page.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { ModelVersion } from '../registry/model-version.ts';
import { refuseDeleted } from '../registry/refusals.ts';

/** One version, or what is live or a challenger within equipment; within the whole plant where both are left out. */
export interface ValidationScope {
  readonly modelVersionId?: number | null;
  readonly equipmentId?: number | null;
}

/** A version to be checked for a sensor that it was made for. */
export interface ValidationSubject {
  readonly modelVersionId: number;
  readonly sensorId: number;
}

/** @throws NotFoundError, InvalidInputError, ConflictError VERSION_DELETED */
export async function checkedScope(em: EntityManager, scope: ValidationScope): Promise<ValidationScope> {
  const { modelVersionId = null, equipmentId = null } = scope;
  if (modelVersionId !== null && equipmentId !== null)
    throw new InvalidInputError('equipmentId', 'given beside modelVersionId', 'left out, or modelVersionId');
  if (equipmentId !== null) await subtreePath(em, equipmentId);
  if (modelVersionId !== null) {
    const version = await em.findOne(ModelVersion, modelVersionId);
    if (!version) throw new NotFoundError('model version', modelVersionId);
    refuseDeleted(version);
  }
  return { modelVersionId, equipmentId };
}

const IN_USE = `select a.model_version_id as version_id, a.sensor_id from assignment a
    join sensor s on s.id = a.sensor_id join equipment e on e.id = s.equipment_id
    where e.path like ? and s.retired_at_ms is null and a.sequence = (select max(b.sequence) from assignment b
      where b.sensor_id = a.sensor_id and b.task = a.task)
  union select l.model_version_id, l.sensor_id from model_alias l
    join sensor s on s.id = l.sensor_id join equipment e on e.id = s.equipment_id where e.path like ? and s.retired_at_ms is null
  order by 2, 1`;

/** What the scope holds now. */
export async function subjectsOf(
  em: EntityManager,
  { modelVersionId, equipmentId }: ValidationScope,
): Promise<ValidationSubject[]> {
  const path = equipmentId == null ? '/' : await subtreePath(em, equipmentId);
  const rows: { version_id: number; sensor_id: number }[] =
    modelVersionId == null
      ? await em.execute(IN_USE, [`${path}%`, `${path}%`])
      : await em.execute(
          'select model_version_id as version_id, sensor_id from scope_member where model_version_id = ? order by sensor_id',
          [modelVersionId],
        );
  return rows.map((row) => ({ modelVersionId: row.version_id, sensorId: row.sensor_id }));
}
