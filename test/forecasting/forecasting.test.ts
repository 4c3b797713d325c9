import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { bandsOf, Forecast, pointsOf } from '../../src/forecasting/forecast.ts';
import { Forecasting } from '../../src/forecasting/forecasting.ts';
import type { FittedForecaster, ForecasterFamily } from '../../src/ml/forecaster.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import type { ReadingsStore } from '../../src/readings/store.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import { Registry } from '../../src/registry/registry.ts';
import { onEachDatabase } from '../database.ts';
import { univariate } from '../ml/univariate.ts';
import { plantWithSensors } from '../plant.ts';
import { candidate } from '../registry/candidate.ts';

const wave = (i: number) => 10 + 3 * Math.sin((2 * Math.PI * i) / 24);
const LONG_AGO = Date.UTC(2001, 0, 1);

onEachDatabase('forecasting', (kind) => {
  let db: Database;
  let readings: ReadingsStore;
  let folder: string;
  let artifacts: FolderArtifacts;
  let registry: Registry;
  let forecasting: Forecasting;
  let sensors: number[];
  let step: number;
  let next = 0;
  const unusable: unknown[] = [];
  const standIns: (number | null)[] = [];

  beforeAll(async () => {
    db = await kind.open();
    readings = await openReadings(db);
    folder = await mkdtemp(join(tmpdir(), 'telltale-forecasting-'));
    artifacts = new FolderArtifacts(folder);
    registry = new Registry(db, artifacts, { wake: () => {} });
    forecasting = restarted();
    sensors = await plantWithSensors(db, 20);
    [step] = await plantWithSensors(db, 1, 'STEP');
  });
  afterAll(async () => {
    readings.close();
    await db.close();
    await rm(folder, { recursive: true });
  });

  const restarted = () =>
    new Forecasting(
      db,
      readings,
      (address) => registry.artifact(address),
      { wake: () => {} },
      (_sensor, _live, error, standIn) => {
        unusable.push(error);
        standIns.push(standIn?.modelVersionId ?? null);
      },
    );

  const store = (sensorId: number, values: number[], from = 0) =>
    db.transaction((em) =>
      readings.append(
        em,
        [
          {
            sensorId,
            times: Float64Array.from(values, (_, i) => LONG_AGO + 1_000 * (from + i)),
            values: Float64Array.from(values),
            qualities: new Uint8Array(values.length),
          },
        ],
        { receivedMs: 0, historical: false },
      ),
    );
  const sensorWith = async (values: number[]) => {
    const id = sensors[next++];
    if (values.length > 0) await store(id, values);
    return id;
  };
  const waves = (count: number) => Array.from({ length: count }, (_, i) => wave(i));
  const promote = async (sensorId: number, family: string, bytes: Uint8Array) => {
    const artifact = await artifacts.put(bytes);
    const version = await db.transaction((em) =>
      registry.createVersion(em, candidate([sensorId], { task: 'FORECASTING', family, artifact })),
    );
    await registry.promote({ modelVersionId: version.id, reason: '', by: 'ada' });
    return version;
  };
  const fitted = (family: ForecasterFamily<unknown>, count: number, horizon: number) =>
    family.fit(univariate(Float64Array.from(waves(count))), family.parseConfig({ horizon }), {
      seed: 1,
    }) as FittedForecaster;

  it('starts one period after the last reading, whatever the clock says', async () => {
    const id = await sensorWith(waves(200));
    const forecast = await forecasting.forecast(id, 5, [0.5, 0.9]);
    expect(forecast.originMs).toBe(LONG_AGO + 199_000);
    expect(forecast).toMatchObject({ stepMs: 1_000, horizon: 5, sensorId: id });
    expect(pointsOf(forecast)).toHaveLength(5);
    expect(bandsOf(forecast).map(({ level }) => level)).toEqual([0.5, 0.9]);
    for (const { lower, upper } of bandsOf(forecast)) {
      lower.forEach((bound, i) => {
        expect(bound).toBeLessThanOrEqual(upper[i]);
      });
    }
  });

  it('falls back visibly where no version is live', async () => {
    const forecast = await forecasting.forecast(await sensorWith(waves(400)), 24, [0.9]);
    expect(forecast).toMatchObject({ mode: 'FALLBACK', method: 'seasonal-naive', modelVersionId: null });
    const points = pointsOf(forecast);
    points.forEach((point, i) => {
      expect(point).toBeCloseTo(wave(400 + i), 6);
    });
  });

  it('forecasts a constant as the constant, and says so without a division by zero', async () => {
    const forecast = await forecasting.forecast(await sensorWith(new Array(60).fill(5)), 3, [0.9]);
    expect(pointsOf(forecast)).toEqual([5, 5, 5]);
    for (const { lower, upper } of bandsOf(forecast)) {
      for (const bound of [...lower, ...upper]) expect(bound).toBeCloseTo(5, 3);
    }
  });

  it('uses the live version and stores which one', async () => {
    const id = await sensorWith(waves(400));
    const model = fitted(FORECASTER_FAMILIES.ridge, 400, 24);
    const version = await promote(id, 'ridge', model.save());
    const forecast = await forecasting.forecast(id, 12, [0.8]);
    expect(forecast).toMatchObject({ mode: 'MODEL', method: 'ridge', modelVersionId: version.id });
    const expected = model.forecast(univariate(Float64Array.from(waves(400))), 12, [0.8]);
    expect(pointsOf(forecast)).toEqual([...expected.point]);
    expect(bandsOf(forecast)[0].upper).toEqual([...expected.bands[0].upper]);
  });

  it('gives the stored forecast when the same is asked again, also at the same time and after a restart', async () => {
    const id = await sensorWith(waves(100));
    const asked = await Promise.all([1, 2, 3, 4].map(() => forecasting.forecast(id, 6, [0.5, 0.9])));
    const again = await restarted().forecast(id, 6, [0.5, 0.9]);
    expect(new Set([...asked, again].map((one) => one.id)).size).toBe(1);
    expect((await forecasting.forecast(id, 6, [0.5])).id).not.toBe(again.id);
    expect((await forecasting.forecast(id, 7, [0.5, 0.9])).id).not.toBe(again.id);
    await store(id, [1], 100);
    expect((await forecasting.forecast(id, 6, [0.5, 0.9])).originMs).toBe(again.originMs + 1_000);
    expect(await db.em().count(Forecast, { sensorId: id })).toBe(4);
  });

  it('falls back visibly on a damaged artifact, and reports it', async () => {
    const id = await sensorWith(waves(300));
    const version = await promote(id, 'ridge', fitted(FORECASTER_FAMILIES.ridge, 300, 24).save());
    const sha = version.artifactSha256;
    const file = join(folder, 'sha256', sha.slice(0, 2), sha.slice(2));
    await writeFile(file, 'not a model');
    unusable.length = 0;
    const forecast = await restarted().forecast(id, 6, [0.9]);
    expect(forecast).toMatchObject({ mode: 'FALLBACK', modelVersionId: null });
    expect(unusable).toMatchObject([{ code: 'CORRUPT_ARTIFACT', message: expect.stringContaining(sha) }]);
    await artifacts.put(fitted(FORECASTER_FAMILIES.ridge, 300, 24).save());
    expect(await restarted().forecast(id, 6, [0.9])).toMatchObject({ mode: 'MODEL' });
  });

  it('lets the newest earlier version that can be used stand in for a damaged one, and says which', async () => {
    const id = await sensorWith(waves(300));
    const earlier = await promote(
      id,
      'last-value',
      fitted(FORECASTER_FAMILIES['last-value'], 300, 12).save(),
    );
    await promote(id, 'ridge', new TextEncoder().encode('no model at all'));
    await promote(id, 'ridge', new TextEncoder().encode('no model either'));
    standIns.length = 0;
    const forecast = await forecasting.forecast(id, 6, [0.9]);
    expect(forecast).toMatchObject({ mode: 'LAST_GOOD', method: 'last-value', modelVersionId: earlier.id });
    expect(standIns).toEqual([earlier.id, earlier.id]);
    expect((await forecasting.forecast(id, 6, [0.9])).id).toBe(forecast.id);
    expect(await forecasting.forecast(id, 13, [0.9])).toMatchObject({ mode: 'FALLBACK' });
    await registry.rollback({ sensorId: id, task: 'FORECASTING', reason: '', by: 'ada' });
    await registry.rollback({ sensorId: id, task: 'FORECASTING', reason: '', by: 'ada' });
    const back = await forecasting.forecast(id, 6, [0.9]);
    expect(back).toMatchObject({ mode: 'MODEL', modelVersionId: earlier.id });
    expect(back.id).not.toBe(forecast.id);
  });

  it('falls back visibly on bytes that are no model and on an unknown family', async () => {
    for (const family of ['ridge', 'crystal-ball', 'constructor']) {
      const id = await sensorWith(waves(60));
      await promote(id, family, new TextEncoder().encode(`no model of ${family}`));
      unusable.length = 0;
      expect(await forecasting.forecast(id, 6, [0.9])).toMatchObject({ mode: 'FALLBACK' });
      expect(unusable).toHaveLength(1);
    }
  });

  it('refuses a horizon beyond the live version, and one that is none', async () => {
    const id = await sensorWith(waves(300));
    await promote(id, 'last-value', fitted(FORECASTER_FAMILIES['last-value'], 300, 8).save());
    await expect(forecasting.forecast(id, 9, [])).rejects.toMatchObject({
      code: 'HORIZON_TOO_LONG',
      details: { asked: 9, longest: 8 },
    });
    for (const horizon of [0, -1, 1.5, Number.NaN]) {
      await expect(forecasting.forecast(id, horizon, [])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    await expect(forecasting.forecast(id, 100_000, [])).rejects.toMatchObject({ code: 'HORIZON_TOO_LONG' });
  });

  it('refuses levels that are no levels, names them, and takes none at all', async () => {
    const id = await sensorWith(waves(60));
    const wrong = [
      [0],
      [1],
      [0.9, 0.5],
      [0.5, 0.5],
      [Number.NaN],
      [-0.5],
      new Array(10).fill(0).map((_, i) => (i + 1) / 20),
    ];
    for (const levels of wrong) {
      const refused = forecasting.forecast(id, 3, levels);
      await expect(refused).rejects.toMatchObject({ code: 'INVALID_INPUT', details: { field: 'levels' } });
    }
    expect(bandsOf(await forecasting.forecast(id, 3, []))).toEqual([]);
  });

  it('refuses too little history, a STEP sensor and an unknown one', async () => {
    const nan = Number.NaN;
    for (const values of [[], [1], [nan, nan, nan]]) {
      const refused = forecasting.forecast(await sensorWith(values), 3, [0.9]);
      await expect(refused).rejects.toMatchObject({ code: 'INSUFFICIENT_DATA' });
    }
    await expect(forecasting.forecast(step, 3, [])).rejects.toMatchObject({ code: 'STEP_SENSOR' });
    await expect(forecasting.forecast(999_999, 3, [])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
