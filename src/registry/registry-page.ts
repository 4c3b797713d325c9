import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { keysetLists } from '../db/keyset-lists.ts';
import { reachOf } from '../db/reach.ts';
import { Assignment } from './assignment.ts';
import { ModelFault } from './model-fault.ts';
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

/** A sensor that a version was made for, with its own data and figures where it shares weights with others. */
export interface VersionMember {
  readonly sensorId: number;
  readonly datasetVersionId: number;
  /** In JSON. */
  readonly metrics: string;
  readonly baselineMetrics: string;
}

interface MemberRow {
  readonly version_id: number;
  readonly sensor_id: number;
  readonly dataset_version_id: number;
  readonly metrics: string;
  readonly baseline_metrics: string;
}

const MEMBERS = `select v.id as version_id, m.sensor_id, coalesce(m.dataset_version_id, v.dataset_version_id) as dataset_version_id,
    coalesce(m.metrics, v.metrics) as metrics, coalesce(m.baseline_metrics, v.baseline_metrics) as baseline_metrics
  from scope_member m join model_version v on v.id = m.model_version_id join sensor s on s.id = m.sensor_id
  join equipment e on e.id = s.equipment_id where v.id in (?) and e.path like ? order by v.id, m.sensor_id`;

/** The sensors that each version was made for, by id, as far as the unit of work reaches, in one statement. */
export async function membersOf(
  em: EntityManager,
  versionIds: readonly number[],
): Promise<VersionMember[][]> {
  const rows: MemberRow[] = await em.execute(MEMBERS, [[...versionIds], `${reachOf(em)?.path ?? '/'}%`]);
  const grouped = Map.groupBy(rows, (row) => row.version_id);
  return versionIds.map((id) => (grouped.get(id) ?? []).map(toMember));
}

const toMember = (row: MemberRow): VersionMember => ({
  sensorId: row.sensor_id,
  datasetVersionId: row.dataset_version_id,
  metrics: row.metrics,
  baselineMetrics: row.baseline_metrics,
});

/** Their ids, in one statement. */
export const memberIdsOf = async (em: EntityManager, versionIds: readonly number[]): Promise<number[][]> =>
  (await membersOf(em, versionIds)).map((members) => members.map(({ sensorId }) => sensorId));
