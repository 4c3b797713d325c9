import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import type { ReadingsStore, SensorColumns } from '../../src/readings/store.ts';
import { onEachDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';

const series = (sensorId: number, rows: [number, number][]): SensorColumns => ({
  sensorId,
  times: Float64Array.from(rows, ([time]) => time),
  values: Float64Array.from(rows, ([, value]) => value),
  qualities: new Uint8Array(rows.length),
});

onEachDatabase('readings store', (kind) => {
  let db: Database;
  let store: ReadingsStore;
  let sensors: number[];
  let next = 0;
  const unused = () => sensors[next++];

  beforeAll(async () => {
    db = await kind.open();
    store = await openReadings(db);
    sensors = await plantWithSensors(db, 40);
  });
  afterAll(async () => {
    store.close();
    await db.close();
  });

  const append = (batch: SensorColumns[], historical = false) =>
    db.transaction((em) => store.append(em, batch, { receivedMs: 5, historical }));

  it('gives back what was appended, in time order, NaN for a missing value', async () => {
    const id = unused();
    await append([
      series(id, [
        [2, 0.1],
        [4, Number.NaN],
        [9, -1e300],
      ]),
    ]);
    expect(await store.range(id, 0, 10)).toEqual({
      times: Float64Array.of(2, 4, 9),
      values: Float64Array.of(0.1, Number.NaN, -1e300),
      qualities: new Uint8Array(3),
    });
    expect((await store.range(id, 4, 9)).times).toEqual(Float64Array.of(4, 9));
    expect((await store.before(id, 10, 2)).times).toEqual(Float64Array.of(4, 9));
    expect((await store.before(id, 9, 1)).times).toEqual(Float64Array.of(4));
  });

  it('gives many stretches at once as each by itself, in their order, empty ones and the same sensor twice too', async () => {
    const [one, other, silent] = [unused(), unused(), unused()];
    await append([
      series(one, [
        [1, 10],
        [3, Number.NaN],
        [7, 30],
      ]),
      series(other, [[3, 5]]),
    ]);
    const stretches = [
      { sensorId: other, fromMs: 0, toMs: 9 },
      { sensorId: silent, fromMs: 0, toMs: 9 },
      { sensorId: one, fromMs: 3, toMs: 7 },
      { sensorId: one, fromMs: 1, toMs: 3 },
      { sensorId: one, fromMs: 8, toMs: 9 },
    ];
    const each = await Promise.all(
      stretches.map(({ sensorId, fromMs, toMs }) => store.range(sensorId, fromMs, toMs)),
    );
    expect(await store.ranges(stretches)).toEqual(each);
    expect(await store.ranges([])).toEqual([]);
  });

  it('takes a repeated batch once and keeps what was stored first', async () => {
    const id = unused();
    expect(
      await append([
        series(id, [
          [1, 1],
          [2, 2],
        ]),
      ]),
    ).toEqual([{ sensorId: id, accepted: 2, duplicates: 0 }]);
    expect(
      await append([
        series(id, [
          [2, 99],
          [3, 3],
        ]),
      ]),
    ).toEqual([{ sensorId: id, accepted: 1, duplicates: 1 }]);
    expect((await store.range(id, 0, 9)).values).toEqual(Float64Array.of(1, 2, 3));
  });

  it('stores nothing of a batch whose transaction fails', async () => {
    const id = unused();
    const failing = db.transaction(async (em) => {
      await store.append(em, [series(id, [[1, 1]])], { receivedMs: 0, historical: false });
      throw new Error('after the append');
    });
    await expect(failing).rejects.toThrow('after the append');
    expect((await store.range(id, 0, 9)).times).toHaveLength(0);
  });

  it('knows the latest reading of many sensors, and leaves out those without one', async () => {
    const [a, b, none] = [unused(), unused(), unused()];
    await append([
      series(a, [
        [1, 1],
        [7, 70],
      ]),
      series(b, [[3, Number.NaN]]),
    ]);
    const latest = await store.latest([a, b, none]);
    expect(latest.get(a)).toEqual({ timeMs: 7, value: 70, quality: 0, receivedMs: 5 });
    expect(latest.get(b)).toMatchObject({ timeMs: 3, value: null });
    expect(latest.has(none)).toBe(false);
  });

  it('knows the extent of a range without reading it', async () => {
    const id = unused();
    expect(await store.extent(id, 0, 99)).toBeNull();
    await append([
      series(id, [
        [3, 1],
        [7, 2],
        [50, 3],
      ]),
    ]);
    expect(await store.extent(id, 4, 99)).toEqual({ count: 2, firstMs: 7, lastMs: 50 });
  });

  it('never offers historical readings for live scoring', async () => {
    const id = unused();
    await append(
      [
        series(id, [
          [1, 1],
          [4, 4],
        ]),
      ],
      true,
    );
    await append([
      series(id, [
        [2, 2],
        [5, 5],
        [6, 6],
      ]),
    ]);
    expect((await store.unscored(id, 2, 1)).times).toEqual(Float64Array.of(5));
    expect((await store.unscored(id, 0, 9)).times).toEqual(Float64Array.of(2, 5, 6));
  });

  it('reads the inputs of a sensor as their last usable value at or before each time', async () => {
    const id = unused();
    await append([
      series(id, [
        [10, 1],
        [20, 0],
        [40, 1],
      ]),
    ]);
    const [other, silent] = [unused(), unused()];
    await append([series(other, [[30, 7]])]);
    const bad = { ...series(id, [[35, 9]]), qualities: Uint8Array.of(2) };
    await append([bad]);
    expect(await store.valuesAt([id, silent, other], Float64Array.of(5, 10, 15, 39, 40, 99))).toEqual([
      Float64Array.of(Number.NaN, 1, 1, 0, 1, 1),
      new Float64Array(6).fill(Number.NaN),
      Float64Array.of(Number.NaN, Number.NaN, Number.NaN, 7, 7, 7),
    ]);
    expect(await store.valuesAt([id], Float64Array.of(25))).toEqual([Float64Array.of(0)]);
    expect(await store.valuesAt([id, other], new Float64Array(0))).toEqual([
      new Float64Array(0),
      new Float64Array(0),
    ]);
  });

  it('keeps minimum and maximum of any range in a plot, within the points asked for', async () => {
    const values = fc.array(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      {
        minLength: 1,
        maxLength: 300,
      },
    );
    await fc.assert(
      fc.asyncProperty(values, fc.integer({ min: 2, max: 50 }), async (column, maxPoints) => {
        const id = sensors[30];
        await db.em().execute('delete from reading where sensor_id = ?', [id]);
        await append([
          series(
            id,
            column.map((value, i) => [i * 10, value]),
          ),
        ]);
        const plot = await store.plot(id, 0, column.length * 10, maxPoints);
        expect(plot.times.length).toBeLessThanOrEqual(Math.max(2, maxPoints));
        expect(Math.min(...plot.values)).toBe(Math.min(...column));
        expect(Math.max(...plot.values)).toBe(Math.max(...column));
        expect([...plot.times]).toEqual([...plot.times].sort((a, b) => a - b));
      }),
      { numRuns: 12 },
    );
  });

  it('shows a gap in a plot as a missing point', async () => {
    const id = unused();
    const rows = Array.from({ length: 100 }, (_, i): [number, number] => [
      i,
      i >= 40 && i < 60 ? Number.NaN : i,
    ]);
    await append([series(id, rows)]);
    const plot = await store.plot(id, 0, 99, 20);
    expect(plot.values.some(Number.isNaN)).toBe(true);
  });
});
