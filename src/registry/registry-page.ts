import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { Assignment } from './assignment.ts';
import { ModelVersion, ScopeMember } from './model-version.ts';
import { type ModelTask, RegisteredModel } from './registered-model.ts';

export const MODELS_BY_NAME: KeysetOrder = {
  name: 'registered-model.name',
  keys: [
    ['name', 'asc'],
    ['id', 'asc'],
  ],
};

export const NEWEST_VERSIONS: KeysetOrder = { name: 'model-version.id', keys: [['id', 'desc']] };

export const NEWEST_ASSIGNMENTS: KeysetOrder = { name: 'assignment.id', keys: [['id', 'desc']] };

export interface ModelFilter {
  readonly task?: ModelTask | null;
}

export interface VersionFilter {
  readonly registeredModelId?: number | null;
  /** Versions made for this sensor, alone or in a group. */
  readonly sensorId?: number | null;
  readonly task?: ModelTask | null;
}

export function modelPage(
  em: EntityManager,
  { task }: ModelFilter,
  request: PageRequest,
): Promise<Page<Row<RegisteredModel>>> {
  const where: FilterQuery<RegisteredModel> = task ? { task } : {};
  return keysetPage(em, RegisteredModel, where, MODELS_BY_NAME, request);
}

/** Newest first. */
export function versionPage(
  em: EntityManager,
  { registeredModelId, sensorId, task }: VersionFilter,
  request: PageRequest,
): Promise<Page<Row<ModelVersion>>> {
  const where: Record<string, unknown>[] = [];
  if (registeredModelId != null) where.push({ registeredModelId });
  if (task) where.push({ registeredModelId: { task } });
  if (sensorId != null) {
    const members = em.createQueryBuilder(ScopeMember, 'm').select('modelVersionId').where({ sensorId });
    where.push({ id: { $in: members.getNativeQuery().toRaw() } });
  }
  return keysetPage(em, ModelVersion, { $and: where } as FilterQuery<ModelVersion>, NEWEST_VERSIONS, request);
}

/** What was live for a sensor and task, newest first. */
export const assignmentPage = (
  em: EntityManager,
  sensorId: number,
  task: ModelTask,
  request: PageRequest,
): Promise<Page<Row<Assignment>>> =>
  keysetPage(em, Assignment, { sensorId, task } as FilterQuery<Assignment>, NEWEST_ASSIGNMENTS, request);

/** The sensors that each version was made for, in one statement. */
export async function membersOf(em: EntityManager, versionIds: readonly number[]): Promise<number[][]> {
  const rows = await em
    .createQueryBuilder(ScopeMember, 'm')
    .select(['modelVersionId', 'sensorId'])
    .where({ modelVersionId: { $in: [...versionIds] } })
    .orderBy({ modelVersionId: 'asc', sensorId: 'asc' })
    .execute('all');
  const grouped = Map.groupBy(rows, (row) => row.modelVersionId as number);
  return versionIds.map((id) => (grouped.get(id) ?? []).map((row) => row.sensorId as number));
}
