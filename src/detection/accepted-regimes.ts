import type { Database, EntityManager } from '../db/database.ts';
import { Sensor } from '../equipment/sensor.ts';
import { NotFoundError } from '../errors.ts';

interface Row {
  sensor_id: number;
  accepted_regimes: number;
}

/** How many new regimes what judges each sensor has accepted by itself, in one statement. */
export async function acceptedRegimes(em: EntityManager, sensorIds: readonly number[]): Promise<number[]> {
  const sql = 'select sensor_id, accepted_regimes from scoring_mark where sensor_id in (?)';
  const rows: Row[] = await em.execute(sql, [[...sensorIds]]);
  const counts = new Map(rows.map((row) => [row.sensor_id, row.accepted_regimes]));
  return sensorIds.map((id) => counts.get(id) ?? 0);
}

/**
 * Has those of a sensor taken back before its next reading is judged. Asking again changes nothing.
 * @throws NotFoundError
 */
export async function forgetRegimes(db: Database, sensorId: number): Promise<number> {
  await db.transaction(async (em) => {
    if (!(await em.findOne(Sensor, sensorId))) throw new NotFoundError('sensor', sensorId);
    await em.execute(
      'update scoring_mark set forget_regimes = ? where sensor_id = ? and accepted_regimes > 0',
      [true, sensorId],
    );
  });
  return sensorId;
}
