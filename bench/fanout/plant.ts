import { applyTransitions } from '../../src/detection/anomalies.ts';
import { appendEvents } from '../../src/events/event.ts';
import type { RunningServices } from '../../src/server/services/services.ts';

const START_MS = Date.UTC(2026, 0, 1);

/**
 * An anomaly of a sensor in a small plant, and what announces it once more: appends the event to the log, as every
 * announcement is. How the anomaly came to be is not part of it.
 */
export async function openAnomaly({ equipment, db, feed }: RunningServices): Promise<() => Promise<void>> {
  const site = await equipment.createEquipment({ kind: 'SITE', tag: 'NORTH', name: 'North plant' });
  const area = await equipment.createEquipment({
    kind: 'AREA',
    tag: 'MILL',
    name: 'Mill',
    parentId: site.id,
  });
  const unit = await equipment.createEquipment({
    kind: 'UNIT',
    tag: 'PUMP',
    name: 'Pump',
    parentId: area.id,
  });
  const quantity = { quantity: 'velocity', unit: 'mm/s', samplingPeriodMs: 1_000 };
  const input = { tag: 'PUMP.VIB', name: 'Vibration', equipmentId: unit.id, ...quantity };
  const sensor = await equipment.createSensor(input, 'bench');
  const subject = {
    sensorId: sensor.id,
    equipmentPath: unit.path,
    change: 'OPENED',
    atMs: START_MS,
  } as const;
  const episode = { startMs: START_MS, endMs: START_MS, peakMs: START_MS, score: 9, threshold: 6 };
  const decision = { expected: 1, actual: 3, cause: 'DEVIATION', confidence: 0.999 } as const;
  const by = { detectionMode: 'FALLBACK', modelVersionId: null } as const;
  const transition = { ...subject, ...episode, ...decision, ...by };
  const events = await db.transaction((em) => applyTransitions(em, [transition]));
  return async () => {
    await db.transaction((em) => appendEvents(em, events));
    feed.wake();
  };
}
