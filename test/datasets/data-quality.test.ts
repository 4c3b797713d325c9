import { afterAll, beforeAll, expect, it } from 'vitest';
import { DataQuality } from '../../src/datasets/data-quality.ts';
import { Datasets } from '../../src/datasets/datasets.ts';
import { sampledSensor } from '../../src/datasets/sampled-sensor.ts';
import type { Database } from '../../src/db/database.ts';
import { Sensor } from '../../src/equipment/sensor.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import type { ReadingsStore } from '../../src/readings/store.ts';
import { onEachDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';

onEachDatabase('the quality of stored readings', (kind) => {
  let db: Database;
  let readings: ReadingsStore;
  let quality: DataQuality;
  let sensors: number[];

  beforeAll(async () => {
    db = await kind.open();
    readings = await openReadings(db);
    quality = new DataQuality(db, readings);
    sensors = await plantWithSensors(db, 3);
  });
  afterAll(async () => {
    readings.close();
    await db.close();
  });

  /** Readings i of a wave every second, quality BAD where `bad`, all received at one instant. */
  const store = (
    sensorId: number,
    cells: readonly number[],
    receivedMs: number,
    bad = false,
    historical = false,
  ) =>
    db.transaction((em) => {
      const times = Float64Array.from(cells, (i) => 1_000 * i);
      const values = Float64Array.from(cells, (i) => Math.sin(i / 4) + i / 1_000);
      const qualities = new Uint8Array(cells.length).fill(bad ? 2 : 0);
      return readings.append(em, [{ sensorId, times, values, qualities }], { receivedMs, historical });
    });
  const range = (first: number, last: number) => ({ fromMs: 1_000 * first, toMs: 1_000 * last });

  it('counts what came late, history left out, and takes a BAD reading for a missing one', async () => {
    const [id] = sensors;
    await store(id, [0, 1, 2, 3], 9_000_000, false, true);
    await store(id, [4, 5, 6, 9, 10, 11], 1_000);
    await store(id, [7, 8], 2_000);
    await store(id, [12, 13], 3_000, true);
    const { figures } = await quality.report(id, range(0, 15));
    expect(figures).toMatchObject({
      samples: 16,
      readings: 14,
      late: 2,
      missing: 4,
      longestGap: 4,
      duplicates: 0,
    });
  });

  it('holds values against the outermost limits of the sensor', async () => {
    const id = sensors[1];
    await store(id, [...Array(40).keys()], 1_000);
    await db.em().nativeUpdate(Sensor, id, { limitLow: 0, limitHigh: 0, limitHighHigh: 2 });
    const { figures } = await quality.report(id, range(0, 39));
    const below = [...Array(40).keys()].filter((i) => Math.sin(i / 4) + i / 1_000 < 0).length;
    expect(figures.beyondLimits).toBe(below);
  });

  it('is stored with a dataset, and the same in a thread as at hand', async () => {
    const id = sensors[2];
    await store(
      id,
      [...Array(20_050).keys()].filter((i) => i % 100 !== 7),
      1_000,
    );
    const split = { trainShare: 0.8 };
    const { version } = await new Datasets(db, readings).pin(
      await sampledSensor(db.em(), id),
      { fromMs: null, toMs: null },
      split,
    );
    const whole = await quality.report(id, range(0, 20_049));
    expect(JSON.parse(version.quality ?? '')).toEqual(whole);
    expect(whole).toMatchObject({ grade: 'A', figures: { missing: 201, longestGap: 1 } });
    const part = await quality.report(id, range(0, 9_999));
    expect(part.figures).toMatchObject({ missing: 100, readings: 9_900 });
  });

  it('refuses more reports at once than fit into memory', async () => {
    const three = await Promise.allSettled([1, 2, 3].map(() => quality.report(sensors[0], range(0, 15))));
    expect(three.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    await expect(quality.report(999_999, range(0, 1))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
