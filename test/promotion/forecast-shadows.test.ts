import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { EventRecord } from '../../src/events/event-record.ts';
import { Forecast } from '../../src/forecasting/forecast.ts';
import { forecastPage } from '../../src/forecasting/forecast-page.ts';
import { Forecasting } from '../../src/forecasting/forecasting.ts';
import { judgeForecasts } from '../../src/forecasting/judging.ts';
import { sensorAccuracy } from '../../src/forecasting/live-accuracy.ts';
import { ForecastScheduling } from '../../src/forecasting/scheduling.ts';
import { compareForecastShadow } from '../../src/promotion/forecast-shadow-comparison.ts';
import { ForecastShadows } from '../../src/promotion/forecast-shadows.ts';
import { ShadowRun } from '../../src/promotion/shadow-run.ts';
import { endWithdrawn, ShadowRuns } from '../../src/promotion/shadow-runs.ts';
import { Challengers } from '../../src/registry/challengers.ts';
import { onEachDatabase } from '../database.ts';
import { FITTED_ON, type GatedPlant, gatedPlant, wave } from './gated-plant.ts';

const SETTINGS = { horizon: 12, levels: [0.5, 0.9], everySteps: 12 };
const EVER = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

onEachDatabase('a forecaster in the shadow', (kind) => {
  let db: Database;
  let plant: GatedPlant;
  let shadows: ShadowRuns;
  let challengers: Challengers;
  let forecasting: Forecasting;
  let schedules: ForecastScheduling;

  beforeAll(async () => {
    db = await kind.open();
    plant = await gatedPlant(db, 12);
    shadows = new ShadowRuns(db, () => {});
    challengers = new Challengers(db, endWithdrawn);
    forecasting = new Forecasting(
      db,
      plant.readings,
      (version) => plant.artifacts.get(version.artifactSha256),
      { wake: () => {} },
      () => {},
    );
    schedules = new ForecastScheduling(db, plant.readings, forecasting, new ForecastShadows(db));
  });
  afterAll(async () => {
    await forecasting.stop();
    await plant.close();
  });

  const past = Array.from({ length: FITTED_ON }, (_, i) => wave(i));
  /** The next samples come, forecasts are judged by them, and what is due is issued. */
  const advance = async (sensorId: number, from: number, to: number) => {
    const times = Float64Array.from({ length: to - from }, (_, i) => 1_000 * (from + i));
    const values = times.map((time) => wave(time / 1_000));
    const columns = { sensorId, times, values, qualities: new Uint8Array(times.length) };
    const kept = { receivedMs: 0, historical: false };
    await db.transaction((em) => plant.readings.append(em, [columns], kept));
    await judgeForecasts(db, plant.readings, [sensorId]);
    await schedules.issueDue([sensorId]);
  };
  const runOf = ({ id }: ShadowRun) => db.em().findOneOrFail(ShadowRun, id);
  const forecastsOf = (sensorId: number, mode: 'MODEL' | 'SHADOW' | 'FALLBACK') =>
    db.em().find(Forecast, { sensorId, mode }, { orderBy: { id: 'asc' } });
  /** A sensor whose forecasts are scheduled, with a poor champion and a better challenger in its shadow. */
  const prepared = async (config: object = {}) => {
    const sensorId = await plant.sensorWith(past);
    const live = await plant.forecaster(sensorId, 'last-value');
    const rival = await plant.forecaster(sensorId, 'seasonal-naive', config);
    await plant.registry.promote({ modelVersionId: live.id, reason: '', by: 'ada' });
    await schedules.schedule({ sensorIds: [sensorId] }, SETTINGS, 'ada');
    const run = await shadows.start({ sensorId, modelVersionId: rival.id, by: 'ada' });
    return { sensorId, live, rival, run };
  };

  it('forecasts beside what is live, is judged by the same actuals, and neither announced nor counted', async () => {
    const { sensorId, live, rival, run } = await prepared();
    expect(run).toMatchObject({ task: 'FORECASTING', modelVersionId: rival.id });
    expect(await compareForecastShadow(db.em(), await runOf(run))).toEqual({
      forecasts: 0,
      compared: 0,
      challenger: null,
      champion: null,
    });
    for (let from = FITTED_ON; from < FITTED_ON + 60; from += 12) await advance(sensorId, from, from + 12);
    const [issued, shadow] = [await forecastsOf(sensorId, 'MODEL'), await forecastsOf(sensorId, 'SHADOW')];
    expect(issued).toHaveLength(5);
    expect(shadow.map(({ originMs }) => originMs)).toEqual(issued.map(({ originMs }) => originMs));
    expect(shadow.map(({ judgedThrough }) => judgedThrough)).toEqual([12, 12, 12, 12, 0]);
    expect(new Set(shadow.map(({ modelVersionId }) => modelVersionId))).toEqual(new Set([rival.id]));
    const compared = await compareForecastShadow(db.em(), await runOf(run));
    expect(compared).toMatchObject({
      forecasts: 5,
      compared: 4,
      challenger: { steps: 48 },
      champion: { steps: 48 },
    });
    const { challenger, champion } = compared;
    const meanError = (forecasts: readonly Forecast[]) => {
      const errors = forecasts.slice(0, 4).flatMap(({ point, originMs }) => {
        const steps: number[] = JSON.parse(point);
        return steps.map((value, h) => Math.abs(value - wave(originMs / 1_000 + h + 1)));
      });
      return errors.reduce((sum, error) => sum + error, 0) / errors.length;
    };
    expect(challenger?.mae).toBeCloseTo(meanError(shadow), 9);
    expect(champion?.mae).toBeCloseTo(meanError(issued), 9);
    expect(Number(challenger?.mae)).toBeLessThan(Number(champion?.mae));
    expect(challenger?.bands.map(({ level }) => level)).toEqual(champion?.bands.map(({ level }) => level));
    const told = await db.em().find(EventRecord, { sensorId });
    expect(told.filter(({ type }) => type === 'FORECAST_ISSUED')).toHaveLength(5);
    expect(told.filter(({ type }) => type === 'FORECAST_JUDGED')).toHaveLength(4);
    const [figures] = await sensorAccuracy(db.em(), [sensorId], EVER);
    expect(figures.map(({ modelVersionId }) => modelVersionId)).toEqual([live.id]);
    const listed = async (filter: object) =>
      (
        await forecastPage(db.em(), { sensorIds: [sensorId], ...filter }, 'NEWEST', {
          first: 50,
          after: null,
        })
      ).rows;
    expect((await listed({})).map(({ mode }) => mode)).toEqual(Array(5).fill('MODEL'));
    expect(await listed({ latestOnly: true })).toMatchObject([{ id: issued[4].id }]);
    expect(await listed({ modes: ['SHADOW'], latestOnly: true })).toMatchObject([{ id: shadow[4].id }]);
    await schedules.issueDue([sensorId]);
    expect(await forecastsOf(sensorId, 'SHADOW')).toHaveLength(5);
  });

  it('changes nothing of what is live', async () => {
    const { sensorId } = await prepared();
    const alone = await plant.sensorWith(past);
    const version = await plant.forecaster(alone, 'last-value');
    await plant.registry.promote({ modelVersionId: version.id, reason: '', by: 'ada' });
    await schedules.schedule({ sensorIds: [alone] }, SETTINGS, 'ada');
    for (let from = FITTED_ON; from < FITTED_ON + 48; from += 12) {
      for (const id of [sensorId, alone]) await advance(id, from, from + 12);
    }
    const said = async (id: number) =>
      (await forecastsOf(id, 'MODEL')).map(({ point, bands, judged }) => ({ point, bands, judged }));
    expect(await said(sensorId)).toEqual(await said(alone));
  });

  it('holds no schedule: what is live is done when the shadow throws', async () => {
    const { sensorId } = await prepared();
    const versionsOf = () => Promise.reject(new Error('it threw'));
    const broken = { versionsOf, failed: () => Promise.resolve() };
    const beside = new ForecastScheduling(db, plant.readings, forecasting, broken);
    await expect(beside.issueDue([sensorId])).rejects.toThrow('it threw');
    expect(await beside.issueDue([sensorId])).toBe(0);
    expect(await forecastsOf(sensorId, 'MODEL')).toHaveLength(1);
  });

  it('ends when it is promoted, withdrawn, or cannot be used', async () => {
    const [promoted, cleared, broken] = [await prepared(), await prepared(), await prepared({ horizon: 24 })];
    await plant.registry.promote({ modelVersionId: promoted.rival.id, reason: '', by: 'ada' });
    await challengers.clear(cleared.sensorId, 'FORECASTING');
    await plant.artifacts.remove(broken.rival.artifactSha256);
    for (const { sensorId } of [promoted, cleared, broken])
      await advance(sensorId, FITTED_ON, FITTED_ON + 12);
    expect(await runOf(promoted.run)).toMatchObject({ end: 'PROMOTED' });
    expect(await runOf(cleared.run)).toMatchObject({ end: 'WITHDRAWN' });
    expect(await runOf(broken.run)).toMatchObject({
      end: 'UNUSABLE',
      message: expect.stringContaining(broken.rival.artifactSha256),
    });
    for (const { sensorId } of [promoted, cleared, broken]) {
      expect(await forecastsOf(sensorId, 'SHADOW')).toEqual([]);
      expect(await forecastsOf(sensorId, 'MODEL')).toHaveLength(1);
    }
  });

  it('goes on when the version that ran before it turns out to be unusable', async () => {
    const { sensorId, run } = await prepared({ horizon: 36 });
    const ended = new ForecastShadows(db);
    const before = (await ended.versionsOf([sensorId])).get(sensorId);
    if (!before) throw new Error('nothing runs in the shadow');
    await challengers.clear(sensorId, 'FORECASTING');
    const next = await plant.forecaster(sensorId, 'seasonal-naive', { horizon: 48 });
    const running = await shadows.start({ sensorId, modelVersionId: next.id, by: 'ada' });
    await ended.failed(sensorId, before, new Error('it threw'));
    expect(await runOf(run)).toMatchObject({ end: 'WITHDRAWN' });
    expect(await runOf(running)).toMatchObject({ end: null });
    await ended.failed(sensorId, { ...before, modelVersionId: next.id }, new Error('it threw'));
    expect(await runOf(running)).toMatchObject({ end: 'UNUSABLE', message: 'it threw' });
  });

  it('needs a schedule, and runs beside a detector in the shadow', async () => {
    const sensorId = await plant.sensorWith(past);
    const { id: modelVersionId } = await plant.forecaster(sensorId, 'last-value');
    const start = () => shadows.start({ sensorId, modelVersionId, by: 'ada' });
    await expect(start()).rejects.toMatchObject({ code: 'NO_SCHEDULE' });
    await schedules.schedule({ sensorIds: [sensorId] }, SETTINGS, 'ada');
    const run = await start();
    const detector = await plant.detector(sensorId, 7);
    await shadows.start({ sensorId, modelVersionId: detector.id, by: 'ada' });
    await expect(start()).rejects.toMatchObject({ code: 'SHADOW_RUNNING' });
    await shadows.stop(run.id);
    const again = await shadows.start({ sensorId, task: 'FORECASTING', by: 'ada' });
    expect(again).toMatchObject({ modelVersionId, task: 'FORECASTING' });
  });
});
