import { afterAll, beforeAll, expect, it } from 'vitest';
import { DatasetVersion } from '../../src/datasets/dataset-version.ts';
import { type DatasetSplit, Datasets } from '../../src/datasets/datasets.ts';
import { sampledSensor } from '../../src/datasets/sampled-sensor.ts';
import type { Database } from '../../src/db/database.ts';
import { SensorInput } from '../../src/equipment/sensor.ts';
import { OperatorLabel, type Verdict } from '../../src/labels/operator-label.ts';
import { cleaningConfig } from '../../src/ml/cleaning/cleaning-config.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import type { ReadingsStore } from '../../src/readings/store.ts';
import { onEachDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';

type Row = readonly [timeMs: number, value: number, quality?: number];
const ALL = { fromMs: null, toMs: null };
const second = (i: number) => 1_000 * i;
const ramp = (count: number): Row[] => Array.from({ length: count }, (_, i) => [second(i), i + 1]);

onEachDatabase('datasets', (kind) => {
  let db: Database;
  let readings: ReadingsStore;
  let datasets: Datasets;
  let sensors: number[];
  let steps: number[];
  let next = 0;

  beforeAll(async () => {
    db = await kind.open();
    readings = await openReadings(db);
    datasets = new Datasets(db, readings);
    sensors = await plantWithSensors(db, 30);
    steps = await plantWithSensors(db, 2, 'STEP');
  });
  afterAll(async () => {
    readings.close();
    await db.close();
  });

  const store = (sensorId: number, rows: readonly Row[]) =>
    db.transaction((em) =>
      readings.append(
        em,
        [
          {
            sensorId,
            times: Float64Array.from(rows, ([time]) => time),
            values: Float64Array.from(rows, ([, value]) => value),
            qualities: Uint8Array.from(rows, ([, , quality]) => quality ?? 0),
          },
        ],
        { receivedMs: 0, historical: true },
      ),
    );
  const sensorWith = async (rows: readonly Row[]) => {
    const id = sensors[next++];
    if (rows.length > 0) await store(id, rows);
    return id;
  };
  const pin = async (
    id: number,
    range = ALL as { fromMs: number | null; toMs: number | null },
    trainShare = 0.8,
    more: Partial<DatasetSplit> = {},
  ) => datasets.pin(await sampledSensor(db.em(), id), range, { trainShare, ...more });
  const label = (sensorId: number, from: number, to: number, verdict: Verdict, anomalyId?: number) =>
    db.transaction(async (em) => {
      const interval = { startMs: second(from), endMs: second(to) };
      em.create(OperatorLabel, { sensorId, ...interval, verdict, anomalyId, author: 'ada', createdAtMs: 0 });
      await em.flush();
    });

  it('takes everything stored and splits it by time', async () => {
    const id = await sensorWith(ramp(10));
    const { version, series } = await pin(id);
    expect(series).toEqual({
      values: Float64Array.from({ length: 10 }, (_, i) => i + 1),
      inputs: [],
      periodMs: 1_000,
      startStep: 0,
    });
    expect(version).toMatchObject({ fromMs: 0, toMs: 9_000, samplingPeriodMs: 1_000 });
    expect(version).toMatchObject({ sampleCount: 10, trainCount: 8, missingCount: 0 });
  });

  it('takes a range with both ends', async () => {
    const id = await sensorWith(ramp(20));
    const { version, series } = await pin(id, { fromMs: second(5), toMs: second(14) });
    expect(series.values).toEqual(Float64Array.from({ length: 10 }, (_, i) => i + 6));
    expect(version).toMatchObject({ fromMs: 5_000, toMs: 14_000 });
  });

  it('puts readings on the grid: a gap and a reading of BAD quality are missing, jitter is not', async () => {
    const id = await sensorWith([
      [0, 1],
      [1_010, 2],
      [1_990, 3],
      [4_000, 5],
      [5_000, 99, 2],
      [6_000, 7, 1],
      [7_000, Number.NaN],
      [8_000, 9],
      [8_400, 9.5],
      [9_000, 10],
    ]);
    const { series, version } = await pin(id, ALL, 0.7);
    const nan = Number.NaN;
    expect(series.values).toEqual(Float64Array.of(1, 2, 3, nan, 5, nan, 7, nan, 9.5, 10));
    expect(version.missingCount).toBe(3);
  });

  it('reads each input as its last value at or before the same instant', async () => {
    const id = await sensorWith(ramp(6));
    const other = await sensorWith([
      [-200, 10],
      [1_000, 11],
      [3_000, 13],
      [9_000, 19],
    ]);
    await store(steps[0], [
      [-5_000, 1],
      [2_500, 0],
    ]);
    await db.transaction(async (em) => {
      em.create(SensorInput, { sensorId: id, position: 0, inputId: steps[0] });
      em.create(SensorInput, { sensorId: id, position: 1, inputId: other });
      em.create(SensorInput, { sensorId: id, position: 2, inputId: steps[1] });
      await em.flush();
    });
    const nan = Number.NaN;
    const { series, version } = await pin(id);
    expect(series.inputs).toEqual([
      Float64Array.of(1, 1, 1, 0, 0, 0),
      Float64Array.of(10, 11, 11, 13, 13, 13),
      new Float64Array(6).fill(nan),
    ]);
    expect(JSON.parse(version.inputSensorIds)).toEqual([steps[0], other, steps[1]]);
  });

  it('leaves confirmed anomalies out of the train part and gives those of the held-out part', async () => {
    const id = await sensorWith(ramp(20));
    await label(id, 3, 5, 'CONFIRMED');
    await label(id, 8, 9, 'EXPECTED');
    await label(id, 14, 17, 'CONFIRMED');
    await label(id, 19, 40, 'CONFIRMED', 77);
    await label(id, 10, 11, 'CONFIRMED', 78);
    await label(id, 10, 11, 'REJECTED', 78);
    const { series, heldOutLabels, version } = await pin(id);
    const missing = [...series.values.keys()].filter((i) => Number.isNaN(series.values[i]));
    expect(missing).toEqual([3, 4, 5, 14, 15]);
    expect(heldOutLabels).toEqual([
      { start: 0, end: 1 },
      { start: 3, end: 3 },
    ]);
    expect(version.missingCount).toBe(5);
  });

  it('splits into train, validation and test with a gap before each', async () => {
    const id = await sensorWith(ramp(100));
    await label(id, 60, 82, 'CONFIRMED');
    const { version, series, heldOutLabels } = await pin(id, ALL, 0.5, { validationShare: 0.2, gap: 5 });
    expect(version).toMatchObject({ sampleCount: 100, trainCount: 50, validationCount: 20, gapCount: 5 });
    expect([...series.values.keys()].filter((i) => Number.isNaN(series.values[i]))).toEqual(
      Array.from({ length: 20 }, (_, i) => 60 + i),
    );
    expect(heldOutLabels).toEqual([{ start: 0, end: 2 }]);
    const gapOnly = (await pin(id, ALL, 0.5, { gap: 5 })).version;
    expect(gapOnly).toMatchObject({ validationCount: 0, gapCount: 5, missingCount: 0 });
    expect(gapOnly.sha256).not.toBe(version.sha256);
    await expect(pin(id, ALL, 0.5, { gap: 50 })).rejects.toMatchObject({ code: 'INSUFFICIENT_DATA' });
    await label(id, 55, 59, 'CONFIRMED');
    await expect(pin(id, ALL, 0.5, { validationShare: 0.2, gap: 5 })).rejects.toMatchObject({
      code: 'INSUFFICIENT_DATA',
    });
  });

  it('makes one version of equal arrays, and another one when anything changes', async () => {
    const id = await sensorWith(ramp(50));
    const first = (await pin(id)).version;
    expect((await pin(id)).version.id).toBe(first.id);
    expect((await pin(id, { fromMs: 0, toMs: second(49) })).version.id).toBe(first.id);
    expect((await pin(id, ALL, 0.5)).version.id).not.toBe(first.id);
    await label(id, 3, 3, 'CONFIRMED');
    const relabelled = (await pin(id)).version;
    expect(relabelled.sha256).not.toBe(first.sha256);
    await store(id, [[second(50), 1]]);
    expect((await pin(id)).version.sha256).not.toBe(relabelled.sha256);
    expect(await db.em().count(DatasetVersion, { sensorId: id })).toBe(4);
  });

  it('refuses a long silence and a wrong sampling period before it allocates anything', async () => {
    const decade = 10 * 365 * 86_400_000;
    const silent = await sensorWith([
      [0, 1],
      [decade, 2],
    ]);
    await expect(pin(silent)).rejects.toMatchObject({ code: 'DATASET_TOO_SPARSE' });
    const slow = await sensorWith(Array.from({ length: 100 }, (_, i): Row => [60_000 * i, i]));
    await expect(pin(slow)).rejects.toMatchObject({ code: 'DATASET_TOO_SPARSE' });
  });

  it('refuses what has nothing to fit or nothing to judge', async () => {
    const missing = (count: number): Row[] => ramp(count).map(([time]) => [time, Number.NaN]);
    const cases = [
      await sensorWith([]),
      await sensorWith(ramp(1)),
      await sensorWith(ramp(2)),
      await sensorWith(missing(50)),
      await sensorWith([...ramp(8), [second(8), Number.NaN], [second(9), Number.NaN]]),
    ];
    for (const id of cases) await expect(pin(id)).rejects.toMatchObject({ code: 'INSUFFICIENT_DATA' });
    const id = await sensorWith(ramp(20));
    await label(id, 0, 14, 'CONFIRMED');
    await expect(pin(id)).rejects.toMatchObject({ details: { needed: 2, given: 1 } });
    await expect(pin(id, { fromMs: 2_000, toMs: 1_000 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('knows which sensors can be sampled', async () => {
    await expect(sampledSensor(db.em(), steps[0])).rejects.toMatchObject({ code: 'STEP_SENSOR' });
    await expect(sampledSensor(db.em(), 999_999)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses more samples than fit into memory, counting the inputs', async () => {
    const id = sensors[next++];
    const sensor = await sampledSensor(db.em(), id);
    const extent = { count: 900_000, firstMs: 0, lastMs: second(899_999) };
    const large = new Datasets(db, { ...readings, extent: async () => extent });
    expect((await large.grid(sensor, ALL)).count).toBe(900_000);
    const inputIds = Array.from({ length: 30 }, () => steps[0]);
    await expect(large.grid({ ...sensor, inputIds }, ALL)).rejects.toMatchObject({
      code: 'DATASET_TOO_LARGE',
    });
    const dense = new Datasets(db, { ...readings, extent: async () => ({ ...extent, count: 3_000_000 }) });
    await expect(dense.grid(sensor, ALL)).rejects.toMatchObject({ code: 'DATASET_TOO_LARGE' });
  });

  it('stops reading when it is told to', async () => {
    const id = await sensorWith(ramp(10));
    const sensor = await sampledSensor(db.em(), id);
    const split = { trainShare: 0.8 };
    await expect(datasets.pin(sensor, ALL, split, AbortSignal.abort('enough'))).rejects.toBe('enough');
  });

  /** A ramp with a spike, a frozen stretch and a gap of two in both parts; the split lies in the middle of 60. */
  const worn = () =>
    ramp(60)
      .filter((_, i) => ![10, 11, 40, 41].includes(i))
      .map(([time, value]): Row => {
        const at = (value - 1) % 30;
        return [time, at === 5 ? 500 : at >= 15 && at < 20 ? 77 : value];
      });
  const asked = cleaningConfig.parse({
    stuck: { longest: 4 },
    hampel: { halfWidth: 3, times: 3 },
    imputation: { method: 'LINEAR', longestGap: 2 },
  });

  it('cleans the train part, and leaves what judges a version as it came', async () => {
    const id = await sensorWith(worn());
    await label(id, 2, 2, 'CONFIRMED');
    const { series, version } = await pin(id, ALL, 0.5, { cleaning: asked });
    const raw = (await pin(id, ALL, 0.5)).series;
    const train = Float64Array.from({ length: 30 }, (_, i) => i + 1).fill(Number.NaN, 15, 20);
    expect(series.values.subarray(0, 30)).toEqual(train);
    expect(series.values.subarray(30)).toEqual(raw.values.subarray(30));
    expect(JSON.parse(version.cleaning ?? '')).toEqual({
      ...asked,
      train: { missing: 3, stuck: 5, outliers: 1, imputed: 4, stillMissing: 5 },
      heldOut: { missing: 2, stuck: 0, outliers: 0, imputed: 0, stillMissing: 2 },
    });
    expect(version).toMatchObject({ sampleCount: 60, trainCount: 30, missingCount: 7 });
  });

  it('lets nothing of a value cross the split', async () => {
    const rows = ramp(60).filter((_, i) => i !== 29 && i !== 30);
    const id = await sensorWith(rows);
    const { series } = await pin(id, ALL, 0.5, { cleaning: asked });
    expect([...series.values.subarray(28, 32)]).toEqual([29, Number.NaN, Number.NaN, 32]);
  });

  it('makes one version of one cleaning, and none of its own of a cleaning that does nothing', async () => {
    const id = await sensorWith(worn());
    const stored = (await pin(id, ALL, 0.5)).version;
    expect(stored.cleaning).toBeNull();
    expect((await pin(id, ALL, 0.5, { cleaning: cleaningConfig.parse({}) })).version.id).toBe(stored.id);
    const first = (await pin(id, ALL, 0.5, { cleaning: asked })).version;
    expect((await pin(id, ALL, 0.5, { cleaning: asked })).version.id).toBe(first.id);
    const other = (await pin(id, ALL, 0.5, { cleaning: { ...asked, stuck: { longest: 3 } } })).version;
    expect(new Set([stored.sha256, first.sha256, other.sha256]).size).toBe(3);
  });

  it('refuses when cleaning leaves nothing to fit', async () => {
    const id = await sensorWith(ramp(30).map(([time]): Row => [time, 7]));
    const cleaning = cleaningConfig.parse({ stuck: { longest: 5 } });
    await expect(pin(id, ALL, 0.5, { cleaning })).rejects.toMatchObject({ code: 'INSUFFICIENT_DATA' });
  });
});
