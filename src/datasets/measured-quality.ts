import type { EntityManager } from '../db/database.ts';
import { Sensor } from '../equipment/sensor.ts';
import { type MeasuredReadings, qualityFigures } from '../ml/quality/quality-figures.ts';
import { type QualityReport, qualityReport } from '../ml/quality/quality-report.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { type Grid, lateReadings } from './grid.ts';
import { inThread } from './in-thread.ts';
import type { SeenReadings } from './seen-readings.ts';

/** More readings or samples are measured in a thread of their own. */
const MOST_AT_HAND = 20_000;
const WORKER = new URL('./quality-worker.ts', import.meta.url);

/** Where the readings of a grid come from. */
export interface QualitySources {
  readonly em: EntityManager;
  readonly readings: ReadingsStore;
}

/**
 * How good the readings of a grid are, under the limits of the sensor in force now.
 * @throws the reason of an aborted signal
 */
export async function measuredQuality(
  { em, readings }: QualitySources,
  sensorId: number,
  grid: Grid,
  seen: SeenReadings,
  signal?: AbortSignal,
): Promise<QualityReport> {
  const { limitLowLow, limitLow, limitHigh, limitHighHigh } = await em.findOneOrFail(Sensor, sensorId);
  const { times, values } = seen.joined();
  const measured: MeasuredReadings = {
    times,
    values,
    startMs: grid.startMs,
    periodMs: grid.periodMs,
    samples: grid.count,
    late: await lateReadings(readings, sensorId, grid),
    lowest: limitLowLow ?? limitLow ?? null,
    highest: limitHighHigh ?? limitHigh ?? null,
  };
  if (Math.max(times.length, grid.count) <= MOST_AT_HAND) return qualityReport(qualityFigures(measured));
  return inThread(WORKER, measured, [times.buffer, values.buffer], signal);
}
