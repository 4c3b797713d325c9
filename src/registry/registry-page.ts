import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { keysetLists } from '../db/keyset-lists.ts';
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

/** Versions that were to decide for each sensor and could not be used, newest first. */
export const faultPages = (
  em: EntityManager,
  sensorIds: readonly number[],
  task: ModelTask,
  request: PageRequest,
): Promise<Page<Row<ModelFault>>[]> => {
  const lists = { entity: ModelFault, parent: 'sensorId', where: { task }, order: NEWEST_FAULTS } as const;
  return keysetLists(em, lists, sensorIds, request);
};

/** What was live for each sensor and the task since when, newest first. */
export const assignmentPages = (
  em: EntityManager,
  sensorIds: readonly number[],
  task: ModelTask,
  request: PageRequest,
): Promise<Page<Row<Assignment>>[]> => {
  const lists = {
    entity: Assignment,
    parent: 'sensorId',
    where: { task },
    order: NEWEST_ASSIGNMENTS,
  } as const;
  return keysetLists(em, lists, sensorIds, request);
};

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
