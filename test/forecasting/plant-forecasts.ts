import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/db/database.ts';
import { Forecasting } from '../../src/forecasting/forecasting.ts';
import { judgeAgain } from '../../src/forecasting/judging.ts';
import { ForecastScheduling } from '../../src/forecasting/scheduling.ts';
import { ForecastShadows } from '../../src/promotion/forecast-shadows.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import { Registry } from '../../src/registry/registry.ts';
import type { TestDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';

export const LONG_AGO = Date.UTC(2001, 0, 1);
export const PERIOD_MS = 1_000;

export interface PlantForecasts extends Awaited<ReturnType<typeof openPlantForecasts>> {}

/** Sensors that are sampled every second, and what forecasts them. */
export async function openPlantForecasts(kind: TestDatabase, count: number) {
  const db: Database = await kind.open();
  const readings = await openReadings(db);
  const folder = await mkdtemp(join(tmpdir(), 'telltale-forecasts-'));
  const artifacts = new FolderArtifacts(folder);
  const registry = new Registry(db, artifacts, { wake: () => {} });
  const unusable: unknown[] = [];
  const restarted = () =>
    new Forecasting(
      db,
      readings,
      (address) => registry.artifact(address),
      { wake: () => {} },
      (_sensor, _live, error) => unusable.push(error),
    );
  const forecasting = restarted();
  const sensors = await plantWithSensors(db, count);
  return {
    db,
    readings,
    artifacts,
    registry,
    forecasting,
    unusable,
    sensors,
    /** Another process on the same database; stopped by whoever asked for it. */
    restarted,
    schedules: new ForecastScheduling(db, readings, forecasting, new ForecastShadows(db)),
    /** Values of consecutive seconds, the first at `from` seconds after LONG_AGO; NaN is left out. */
    store: (sensorId: number, values: readonly number[], from = 0) =>
      db.transaction(async (em) => {
        const at = values.flatMap((value, i) => (Number.isNaN(value) ? [] : [i]));
        const times = Float64Array.from(at, (i) => LONG_AGO + PERIOD_MS * (from + i));
        const columns = {
          times,
          values: Float64Array.from(at, (i) => values[i]),
          qualities: new Uint8Array(at.length),
        };
        const newestMs = (await readings.latest([sensorId])).get(sensorId)?.timeMs ?? 0;
        await readings.append(em, [{ sensorId, ...columns }], { receivedMs: 0, historical: false });
        if (times[0] <= newestMs)
          await judgeAgain(em, [{ sensorId, fromMs: times[0], toMs: times[times.length - 1] }]);
      }),
    async close() {
      await forecasting.stop();
      readings.close();
      await db.close();
      await rm(folder, { recursive: true });
    },
  };
}
