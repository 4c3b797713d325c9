import type { EntityManager } from '../db/database.ts';
import type { SensorKind } from './sensor.ts';

/** What the live line has to know of a sensor. */
export interface SensorFacts {
  readonly id: number;
  readonly tag: string;
  readonly kind: SensorKind;
  readonly samplingPeriodMs: number;
  readonly isRetired: boolean;
  readonly equipmentId: number;
  readonly equipmentPath: string;
}

interface Row {
  id: number;
  tag: string;
  kind: SensorKind;
  sampling_period_ms: unknown;
  retired_at_ms: unknown;
  equipment_id: number;
  path: string;
}

/** The facts of many sensors in one statement; sensors that do not exist are left out. */
export async function sensorFacts(
  em: EntityManager,
  sensorIds: readonly number[],
): Promise<Map<number, SensorFacts>> {
  if (sensorIds.length === 0) return new Map();
  const sql = `select s.id, s.tag, s.kind, s.sampling_period_ms, s.retired_at_ms, s.equipment_id, e.path
    from sensor s join equipment e on e.id = s.equipment_id where s.id in (?)`;
  const rows: Row[] = await em.execute(sql, [[...sensorIds]]);
  return new Map(rows.map((row) => [row.id, toFacts(row)]));
}

const toFacts = (row: Row): SensorFacts => ({
  id: row.id,
  tag: row.tag,
  kind: row.kind,
  samplingPeriodMs: Number(row.sampling_period_ms),
  isRetired: row.retired_at_ms !== null,
  equipmentId: row.equipment_id,
  equipmentPath: row.path,
});
