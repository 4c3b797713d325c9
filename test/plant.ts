import type { Database } from '../src/db/database.ts';
import { Equipment } from '../src/equipment/equipment.ts';
import { Sensor, type SensorKind } from '../src/equipment/sensor.ts';

/** A unit with sensors `S-0`, `S-1`, … of one kind, sampled every second; gives the sensors' ids in order. */
export async function plantWithSensors(
  db: Database,
  count: number,
  kind: SensorKind = 'CONTINUOUS',
): Promise<number[]> {
  return db.transaction(async (em) => {
    const unit = em.create(Equipment, {
      tag: `UNIT-${kind}`,
      name: 'A unit',
      kind: 'UNIT',
      path: '',
      criticality: 'MEDIUM',
      createdAtMs: 0,
    });
    await em.flush();
    unit.path = `/${unit.id}/`;
    const sensors = Array.from({ length: count }, (_, i) =>
      em.create(Sensor, {
        tag: `${kind}-S-${i}`,
        name: `Sensor ${i}`,
        equipmentId: unit.id,
        quantity: 'telemetry value',
        unit: '1',
        kind,
        samplingPeriodMs: 1_000,
        createdAtMs: 0,
      }),
    );
    await em.flush();
    return sensors.map((sensor) => sensor.id);
  });
}
