import { type AnomalyTransition, applyTransitions } from '../../src/detection/anomalies.ts';
import { appendEvents } from '../../src/events/event.ts';
import type { RunningServices } from '../../src/server/services/services.ts';

export const START_MS = Date.UTC(2026, 0, 1);
export const PERIOD_MS = 60_000;

export interface Plant {
  readonly areaId: number;
  readonly unitId: number;
  readonly unitPath: string;
  readonly sensorIds: readonly number[];
}

/** A site with an area, a unit and `count` sensors `S-01`, `S-02`, … under the given prefix. */
export async function enterPlant(
  { equipment }: RunningServices,
  prefix: string,
  count: number,
): Promise<Plant> {
  const enter = (kind: 'SITE' | 'AREA' | 'UNIT', parentId?: number) =>
    equipment.createEquipment({ tag: `${prefix}-${kind}`, name: `${prefix} ${kind}`, kind, parentId });
  const site = await enter('SITE');
  const area = await enter('AREA', site.id);
  const unit = await enter('UNIT', area.id);
  const sensorIds: number[] = [];
  for (let i = 1; i <= count; i++) {
    const tag = `${prefix}-S-${String(i).padStart(2, '0')}`;
    const input = { tag, name: tag, equipmentId: unit.id, quantity: 'velocity', unit: 'mm/s' };
    const sensor = await equipment.createSensor({ ...input, samplingPeriodMs: PERIOD_MS }, 'test');
    sensorIds.push(sensor.id);
  }
  return { areaId: area.id, unitId: unit.id, unitPath: unit.path, sensorIds };
}

/** A daily wave with a little noise that is the same each time. */
export async function recordWave({ line }: RunningServices, sensorId: number, count: number): Promise<void> {
  const indices = Array.from({ length: count }, (_, i) => i);
  const times = indices.map((i) => START_MS + i * PERIOD_MS);
  const values = indices.map((i) => Math.sin(i / 10) + 0.05 * Math.sin(i * 7.7) + 0.05 * Math.cos(i * 3.3));
  await line.record({ series: [{ sensorId, times, values }], historical: true });
}

/** Announces a change of the anomaly of a sensor as the live line does. */
export async function announce(
  { db, feed }: RunningServices,
  plant: Plant,
  sensorId: number,
  change: AnomalyTransition['change'],
  more: Partial<AnomalyTransition> = {},
): Promise<void> {
  await db.transaction(async (em) => {
    const transition: AnomalyTransition = {
      sensorId,
      equipmentPath: plant.unitPath,
      change,
      atMs: START_MS,
      startMs: START_MS,
      endMs: START_MS + PERIOD_MS,
      peakMs: START_MS,
      score: 9,
      threshold: 6,
      expected: 1,
      actual: 3,
      cause: 'DEVIATION',
      confidence: 0.999,
      detectionMode: 'FALLBACK',
      modelVersionId: null,
      ...more,
    };
    await appendEvents(em, await applyTransitions(em, [transition]));
  });
  feed.wake();
}
