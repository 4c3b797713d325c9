import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
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
  from scope_member m join model_version v on v.id = m.model_version_id where v.id in (?) order by v.id, m.sensor_id`;

/** The sensors that each version was made for, by id, in one statement. */
export async function membersOf(
  em: EntityManager,
  versionIds: readonly number[],
): Promise<VersionMember[][]> {
  const rows: MemberRow[] = await em.execute(MEMBERS, [[...versionIds]]);
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
