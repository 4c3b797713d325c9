import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { Assignment } from './assignment.ts';
import { ModelFault } from './model-fault.ts';
import { ScopeMember } from './model-version.ts';
import { type ModelTask, RegisteredModel } from './registered-model.ts';

export const MODELS_BY_NAME: KeysetOrder = {
  name: 'registered-model.name',
  keys: [
    ['name', 'asc'],
    ['id', 'asc'],
  ],
};

export const NEWEST_ASSIGNMENTS: KeysetOrder = { name: 'assignment.id', keys: [['id', 'desc']] };

export interface ModelFilter {
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

export const NEWEST_FAULTS: KeysetOrder = { name: 'model-fault.id', keys: [['id', 'desc']] };

/** What could not be used for a sensor and task, newest first. */
export const faultPage = (
  em: EntityManager,
  sensorId: number,
  task: ModelTask,
  request: PageRequest,
): Promise<Page<Row<ModelFault>>> =>
  keysetPage(em, ModelFault, { sensorId, task } as FilterQuery<ModelFault>, NEWEST_FAULTS, request);

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
