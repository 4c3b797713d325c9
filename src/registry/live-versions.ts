import type { EntityManager } from '../db/database.ts';
import type { Row } from '../db/keyset.ts';
import { ModelVersion } from './model-version.ts';
import type { ModelTask } from './registered-model.ts';

/** The version that is live for each of these sensors, or was at `asOfMs`, whole, in one statement; null for those without one. */
export async function liveVersions(
  em: EntityManager,
  sensorIds: readonly number[],
  task: ModelTask,
  asOfMs: number = Number.MAX_SAFE_INTEGER,
): Promise<(Row<ModelVersion> | null)[]> {
  const sql = `select v.*, a.sensor_id from assignment a join model_version v on v.id = a.model_version_id
    where a.sensor_id in (?) and a.task = ? and a.sequence = (select max(b.sequence) from assignment b
      where b.sensor_id = a.sensor_id and b.task = a.task and b.from_ms <= ?)`;
  const found: Record<string, unknown>[] = await em.execute(sql, [[...sensorIds], task, asOfMs]);
  const { props } = em.getMetadata(ModelVersion);
  const toRow = (columns: Record<string, unknown>) =>
    Object.fromEntries(props.map(({ name, fieldNames: [column] }) => [name, columns[column]]));
  const bySensor = new Map(found.map((columns) => [columns.sensor_id, toRow(columns)]));
  return sensorIds.map((id) => (bySensor.get(id) as Row<ModelVersion> | undefined) ?? null);
}
