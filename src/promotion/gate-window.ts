import type { DatasetVersion } from '../datasets/dataset-version.ts';
import type { ReadingsStore } from '../readings/store.ts';

/** Readings that are judged at most, the newest ones. */
const MOST_READINGS = 10_000;

/** Readings that no version was fitted on; times are ms since the epoch, both ends inclusive. */
export interface GateWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly readings: number;
}

/** The instant of the last sample that a version was fitted on. */
const fittedThroughMs = ({ fromMs, trainCount, samplingPeriodMs }: DatasetVersion): number =>
  fromMs + (trainCount - 1) * samplingPeriodMs;

/** The newest readings of a sensor that none of the versions made from these datasets was fitted on. */
export async function heldOutWindow(
  readings: ReadingsStore,
  sensorId: number,
  datasets: readonly DatasetVersion[],
): Promise<GateWindow> {
  const afterMs = Math.max(...datasets.map(fittedThroughMs));
  const newest = (await readings.latest([sensorId])).get(sensorId)?.timeMs ?? afterMs;
  const { times } = await readings.before(sensorId, newest + 1, MOST_READINGS);
  const heldOut = times.filter((time) => time > afterMs);
  return { fromMs: heldOut[0] ?? newest, toMs: newest, readings: heldOut.length };
}
