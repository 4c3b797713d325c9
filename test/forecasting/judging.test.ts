import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Row } from '../../src/db/keyset.ts';
import { EventLog } from '../../src/events/log.ts';
import { Forecast, pointsOf } from '../../src/forecasting/forecast.ts';
import { forecastBacklog } from '../../src/forecasting/forecast-backlog.ts';
import { ForecastRetention } from '../../src/forecasting/forecast-retention.ts';
import { judgedAccuracy } from '../../src/forecasting/judgement.ts';
import { judgeForecasts } from '../../src/forecasting/judging.ts';
import { sensorAccuracy, versionAccuracy } from '../../src/forecasting/live-accuracy.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import { accuracyFigures } from '../../src/ml/forecasting/accuracy-figures.ts';
import { addStep, noSums } from '../../src/ml/forecasting/accuracy-sums.ts';
import { onEachDatabase } from '../database.ts';
import { univariate } from '../ml/univariate.ts';
import { candidate } from '../registry/candidate.ts';
import { LONG_AGO, openPlantForecasts, PERIOD_MS, type PlantForecasts } from './plant-forecasts.ts';

const EVER = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
const wave = (i: number) => 10 + 3 * Math.sin((2 * Math.PI * i) / 12) + 0.3 * Math.cos(i * i);
const waves = (count: number, from = 0) => Array.from({ length: count }, (_, i) => wave(from + i));

onEachDatabase('judging forecasts', (kind) => {
  let plant: PlantForecasts;
  let next = 0;
  beforeAll(async () => {
    plant = await openPlantForecasts(kind, 12);
  });
  afterAll(() => plant.close());

  const begun = async (history = 60, horizon = 8) => {
    const id = plant.sensors[next++];
    await plant.store(id, waves(history));
    return { id, made: await plant.forecasting.forecast(id, horizon, [0.5, 0.9]) };
  };
  const judge = (id: number) => judgeForecasts(plant.db, plant.readings, [id]);
  const now = async ({ id }: { readonly id: number }) =>
    (await plant.db.em().findOneOrFail(Forecast, id)) as unknown as Row<Forecast>;
  const accuracyOf = async (forecast: { readonly id: number }) => judgedAccuracy(await now(forecast));
  const announced = async (id: number) => {
    const { events } = await new EventLog(plant.db).page(0, Number.MAX_SAFE_INTEGER, 10_000);
    return events.filter(({ sensorId }) => sensorId === id).map(({ type }) => type);
  };

  it('goes on with every actual, and is partial until the last', async () => {
    const { id, made } = await begun();
    expect(await accuracyOf(made)).toMatchObject({ throughStep: 0, isComplete: false, total: null });
    await plant.store(id, waves(3, 60), 60);
    await judge(id);
    expect(await accuracyOf(made)).toMatchObject({ throughStep: 3, isComplete: false, total: { steps: 3 } });
    await plant.store(id, waves(5, 63), 63);
    await judge(id);
    const accuracy = await accuracyOf(made);
    expect(accuracy).toMatchObject({ throughStep: 8, isComplete: true, total: { steps: 8 } });
    expect(accuracy?.blocks.map((block) => block?.steps)).toEqual([2, 2, 2, 2]);
    const errors = pointsOf(made).map((point, i) => Math.abs(wave(60 + i) - point));
    expect(accuracy?.total?.mae).toBeCloseTo(errors.reduce((sum, error) => sum + error) / 8, 9);
    expect(await announced(id)).toEqual(['FORECAST_ISSUED', 'FORECAST_JUDGED']);
  });

  it('changes nothing when it is repeated, whoever repeats it', async () => {
    const { id, made } = await begun();
    await plant.store(id, waves(8, 60), 60);
    const rounds = await Promise.all([judge(id), judge(id), judge(id)]);
    expect(rounds.reduce((sum, { written }) => sum + written, 0)).toBe(1);
    expect(await judge(id)).toEqual({ written: 0, more: false });
    expect(await announced(id)).toEqual(['FORECAST_ISSUED', 'FORECAST_JUDGED']);
    expect(await accuracyOf(made)).toMatchObject({ total: { steps: 8 } });
  });

  it('gives the figures of one sitting whatever portions the actuals come in', async () => {
    const [slow, fast] = [await begun(), await begun()];
    for (let i = 0; i < 8; i++) {
      await plant.store(slow.id, waves(1, 60 + i), 60 + i);
      await judge(slow.id);
    }
    await plant.store(fast.id, waves(8, 60), 60);
    await judge(fast.id);
    const [bySteps, atOnce] = [await accuracyOf(slow.made), await accuracyOf(fast.made)];
    expect(bySteps?.total?.rmse).toBeCloseTo(atOnce?.total?.rmse as number, 9);
    expect(bySteps?.total?.r2).toBeCloseTo(atOnce?.total?.r2 as number, 9);
    expect(bySteps?.total?.bands).toEqual(atOnce?.total?.bands);
  });

  it('passes over a step without a usable reading once a later one has come', async () => {
    const { id, made } = await begun();
    await plant.store(id, [wave(60), Number.NaN, Number.NaN, wave(63)], 60);
    await judge(id);
    expect(await accuracyOf(made)).toMatchObject({ throughStep: 4, total: { steps: 2 } });
  });

  it('is judged again when readings come late, and ends as if they had come in order', async () => {
    const [late, ordered] = [await begun(), await begun()];
    await plant.store(late.id, [wave(60), Number.NaN, ...waves(6, 62)], 60);
    await judge(late.id);
    expect(await accuracyOf(late.made)).toMatchObject({ isComplete: true, total: { steps: 7 } });
    await plant.store(late.id, [wave(61)], 61);
    expect(await accuracyOf(late.made)).toMatchObject({ isComplete: true, total: { steps: 7 } });
    await judge(late.id);
    await plant.store(ordered.id, waves(8, 60), 60);
    await judge(ordered.id);
    const [one, other] = [await accuracyOf(late.made), await accuracyOf(ordered.made)];
    expect(one?.total).toEqual(other?.total);
    expect(await announced(late.id)).toEqual(['FORECAST_ISSUED', 'FORECAST_JUDGED', 'FORECAST_JUDGED']);
  });

  it('leaves alone what late readings do not touch, and announces nothing where they change nothing', async () => {
    const { id, made } = await begun();
    await plant.store(id, waves(8, 60), 60);
    await judge(id);
    const before = await now(made);
    await plant.store(id, [1], 59.2);
    expect(await now(made)).toEqual(before);
    await plant.store(id, [1], 64.2);
    await judge(id);
    expect(await accuracyOf(made)).toEqual({ ...judgedAccuracy(before), judgedAtMs: expect.any(Number) });
    expect(await announced(id)).toEqual(['FORECAST_ISSUED', 'FORECAST_JUDGED']);
  });

  it('is a query: by maker, beside the naive baseline, over a range of origins', async () => {
    const { id, made } = await begun(200, 6);
    const ridge = FORECASTER_FAMILIES.ridge;
    const model = await ridge.fit(
      univariate(Float64Array.from(waves(200))),
      ridge.parseConfig({ horizon: 6 }),
      {
        seed: 1,
      },
    );
    const artifact = await plant.artifacts.put(model.save());
    const version = await plant.db.transaction((em) =>
      plant.registry.createVersion(em, candidate([id], { task: 'FORECASTING', family: 'ridge', artifact })),
    );
    await plant.registry.promote({ modelVersionId: version.id, reason: '', by: 'ada' });
    const sums = noSums();
    for (let origin = 200; origin < 220; origin += 2) {
      if (origin > 200) await plant.store(id, waves(2, origin - 2), origin - 2);
      const forecast = await plant.forecasting.forecast(id, 6, [0.9]);
      expect(forecast.mode).toBe('MODEL');
      const [band] = JSON.parse(forecast.bands);
      pointsOf(forecast).forEach((point, i) => {
        addStep(sums, {
          actual: wave(origin + i),
          forecast: point,
          baseline: JSON.parse(forecast.baseline as string)[i],
          bands: [{ level: 0.9, lower: band.lower[i], upper: band.upper[i] }],
          scale: forecast.scale as number,
        });
      });
    }
    await plant.store(id, waves(10, 218), 218);
    while ((await judge(id)).written > 0);
    const [[byModel, byFallback, ...none]] = await sensorAccuracy(plant.db.em(), [id], EVER);
    expect(none).toEqual([]);
    expect(byFallback).toMatchObject({ mode: 'FALLBACK', modelVersionId: null, forecasts: 1, unit: '1' });
    expect(byModel).toMatchObject({ mode: 'MODEL', modelVersionId: version.id, forecasts: 10 });
    const expected = accuracyFigures(sums);
    expect(byModel.total?.steps).toBe(60);
    expect(byModel.total?.bands[0].coverage).toBeCloseTo(expected?.bands[0].coverage as number, 12);
    expect(byModel.total?.mae).toBeCloseTo(expected?.mae as number, 9);
    expect(byModel.total?.r2).toBeCloseTo(expected?.r2 as number, 9);
    expect(byModel.total?.baseline.rmse).toBeCloseTo(expected?.baseline.rmse as number, 9);
    expect(await versionAccuracy(plant.db.em(), [version.id, 999], EVER)).toEqual([byModel, null]);
    const early = { fromMs: made.originMs, toMs: made.originMs };
    const [both] = await sensorAccuracy(plant.db.em(), [id], early);
    expect(both.map(({ forecasts }) => forecasts)).toEqual([1, 1]);
  });

  it('is found by whoever looks, after a crash or when nobody told', async () => {
    const { id } = await begun();
    const behind = async () =>
      (await forecastBacklog(plant.db.em(), plant.readings, id - 1)).sensorIds.includes(id);
    expect(await behind()).toBe(false);
    await plant.store(id, waves(2, 60), 60);
    expect(await behind()).toBe(true);
    await judge(id);
    expect(await behind()).toBe(false);
  });

  it('is scheduled by the time of readings: none new, none issued; a heap brings one', async () => {
    const id = plant.sensors[next++];
    await plant.store(id, waves(40));
    const settings = { horizon: 4, levels: [0.9], everySteps: 5 };
    expect(await plant.schedules.schedule({ sensorIds: [id] }, settings, 'ada')).toEqual([id]);
    expect(await plant.schedules.issueDue([id])).toBe(1);
    expect(await plant.schedules.issueDue([id])).toBe(0);
    await plant.store(id, waves(4, 40), 40);
    expect(await plant.schedules.issueDue([id])).toBe(0);
    await plant.store(id, waves(1, 44), 44);
    expect(await Promise.all([plant.schedules.issueDue([id]), plant.schedules.issueDue([id])])).toContain(1);
    await plant.store(id, waves(30, 45), 45);
    expect(await plant.schedules.issueDue([id])).toBe(1);
    const origins = await plant.db.em().find(Forecast, { sensorId: id }, { orderBy: { id: 'asc' } });
    expect(origins.map(({ originMs }) => (originMs - LONG_AGO) / PERIOD_MS)).toEqual([39, 44, 74]);
    await plant.schedules.schedule({ sensorIds: [id] }, { ...settings, everySteps: 0 }, 'ada');
    await plant.store(id, waves(9, 75), 75);
    expect(await plant.schedules.issueDue([id])).toBe(0);
  });

  it('waits for its next turn where there is too little history', async () => {
    const id = plant.sensors[next++];
    await plant.store(id, [1]);
    await plant.schedules.schedule({ sensorIds: [id] }, { horizon: 4, levels: [], everySteps: 2 }, 'ada');
    expect(await plant.schedules.issueDue([id])).toBe(0);
    await plant.store(id, [1], 1);
    expect(await plant.schedules.issueDue([id])).toBe(0);
    await plant.store(id, [2], 2);
    expect(await plant.schedules.issueDue([id])).toBe(1);
  });

  it('is kept for as long, and as much of it, as is wanted', async () => {
    const count = () => plant.db.em().count(Forecast);
    const forget = (forecasts: number, nowMs: number) =>
      new ForecastRetention(plant.db, { days: 1, forecasts }, () => {}).forget(nowMs);
    expect(await count()).toBeGreaterThan(3);
    expect(await forget(1_000, Date.now())).toBe(0);
    expect(await forget(3, Date.now())).toBeGreaterThan(0);
    expect(await count()).toBeLessThanOrEqual(3);
    await forget(1_000, Date.now() + 2 * 86_400_000);
    expect(await count()).toBe(0);
  });
});
