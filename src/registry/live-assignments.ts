import type { EntityManager } from '../db/database.ts';
import type { AssignmentAction } from './assignment.ts';
import { standingPromotions } from './assignment-history.ts';
import type { ModelTask } from './registered-model.ts';

/** The version that decides for a sensor and task, since when, and its place in the history. */
export interface LiveAssignment {
  readonly assignmentId: number;
  readonly sequence: number;
  readonly modelVersionId: number;
  readonly family: string;
  readonly artifactSha256: string;
  /** The inputs that the version was trained with, in their order. */
  readonly inputSensorIds: readonly number[];
  /** Place of the sensor among those of the version's scope, by id, from 0: which member of the weights is its. */
  readonly memberPlace: number;
  readonly fromMs: number;
}

interface Row {
  sensor_id: number;
  id: number;
  sequence: number;
  model_version_id: number;
  family: string;
  artifact_sha256: string;
  input_sensor_ids: string | null;
  member_place: number;
  from_ms: number | string;
  action: AssignmentAction;
  deleted_at_ms: number | null;
}

/**
 * What is live for each of these sensors, or was at `asOfMs`, in one statement. Sensors without a version are left out.
 */
export async function liveAssignments(
  em: EntityManager,
  sensorIds: readonly number[],
  task: ModelTask,
  asOfMs: number = Number.MAX_SAFE_INTEGER,
): Promise<Map<number, LiveAssignment>> {
  if (sensorIds.length === 0) return new Map();
  const sql = `${SELECT} where a.sensor_id in (?) and a.task = ? and a.sequence = (select max(b.sequence) from assignment b
      where b.sensor_id = a.sensor_id and b.task = a.task and b.from_ms <= ?)`;
  const rows: Row[] = await em.execute(sql, [[...sensorIds], task, asOfMs]);
  return new Map(rows.map((row) => [row.sensor_id, toLive(row)]));
}

/**
 * What could decide for a sensor if the version that is live cannot: the promotions that stand below it, newest first, each
 * version once, deleted ones left out.
 */
export async function earlierAssignments(
  em: EntityManager,
  sensorId: number,
  task: ModelTask,
): Promise<LiveAssignment[]> {
  const sql = `${SELECT} where a.sensor_id = ? and a.task = ? order by a.sequence`;
  const rows: Row[] = await em.execute(sql, [sensorId, task]);
  const history = rows.map((row) => ({ ...row, modelVersionId: row.model_version_id }));
  const seen = new Set([history.at(-1)?.modelVersionId]);
  const earlier = standingPromotions(history).toReversed();
  return earlier.filter((row) => isNew(seen, row.modelVersionId) && row.deleted_at_ms === null).map(toLive);
}

function isNew(seen: Set<unknown>, id: number): boolean {
  return !seen.has(id) && seen.add(id) !== undefined;
}

const SELECT = `select a.sensor_id, a.id, a.sequence, a.action, a.model_version_id, a.from_ms, v.family, v.artifact_sha256,
  v.deleted_at_ms, d.input_sensor_ids, case when v.scope_kind = 'GROUP' then (select count(*) from scope_member m
    where m.model_version_id = v.id and m.sensor_id < a.sensor_id) else 0 end as member_place from assignment a join model_version v on v.id = a.model_version_id
  left join scope_member o on o.model_version_id = v.id and o.sensor_id = a.sensor_id
  left join dataset_version d on d.id = coalesce(o.dataset_version_id, v.dataset_version_id)`;

const toLive = (row: Row): LiveAssignment => ({
  assignmentId: row.id,
  sequence: row.sequence,
  modelVersionId: row.model_version_id,
  family: row.family,
  artifactSha256: row.artifact_sha256,
  inputSensorIds: JSON.parse(row.input_sensor_ids ?? '[]'),
  memberPlace: Number(row.member_place),
  fromMs: Number(row.from_ms),
});
