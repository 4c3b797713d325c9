import type { EntityManager } from '../db/database.ts';
import { type ModelVersion, ScopeMember } from './model-version.ts';

/** Place of a sensor among those of the version's scope, by id, from 0: which member of shared weights is its. */
export async function memberPlaceOf(
  em: EntityManager,
  { id, scopeKind }: Pick<ModelVersion, 'id' | 'scopeKind'>,
  sensorId: number,
): Promise<number> {
  return scopeKind === 'GROUP'
    ? em.count(ScopeMember, { modelVersionId: id, sensorId: { $lt: sensorId } })
    : 0;
}
