import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DatasetVersion } from '../../src/datasets/dataset-version.ts';
import { Setting } from '../../src/equipment/setting.ts';
import { bandsOf, Forecast } from '../../src/forecasting/forecast.ts';
import { riskOf } from '../../src/forecasting/forecast-risk.ts';
import { judgeForecasts } from '../../src/forecasting/judging.ts';
import { sensorAccuracy } from '../../src/forecasting/live-accuracy.ts';
import { judgedRisk } from '../../src/forecasting/risk-outcome.ts';
import { RiskRecalibrationState } from '../../src/forecasting/risk-recalibration-state.ts';
import { TrackerState } from '../../src/forecasting/tracker-state.ts';
import type { FittedForecaster } from '../../src/ml/forecaster.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import type { BandTracker } from '../../src/ml/intervals/band-tracker.ts';
import { followSeries } from '../../src/ml/intervals/follow-series.ts';
import { RandomStream } from '../../src/ml/numbers/random-stream.ts';
import { brierScore } from '../../src/ml/risk/probability-scores.ts';
import { RiskRecalibration } from '../../src/ml/risk/risk-recalibration.ts';
import { onEachDatabase } from '../database.ts';
import { univariate } from '../ml/univariate.ts';
import { candidate } from '../registry/candidate.ts';
import { LONG_AGO, openPlantForecasts, PERIOD_MS, type PlantForecasts } from './plant-forecasts.ts';

const SEASON = 12;
const HORIZON = 12;
const TRAIN = 240;
const LEVELS = [0.8];
const NAIVE = FORECASTER_FAMILIES['seasonal-naive'];
const RISKY = { lowLow: null, low: -8, high: 4, highHigh: null };

/** A season with noise that trebles after the training. */
const values = (() => {
  const random = new RandomStream(5);
  return Float64Array.from(
    { length: 600 },
    (_, t) => 3 * Math.sin((2 * Math.PI * t) / SEASON) + (t < TRAIN ? 0.3 : 0.9) * random.normal(),
  );
})();
const model = (await NAIVE.fit(
  univariate(values.slice(0, TRAIN)),
  NAIVE.parseConfig({ horizon: HORIZON, season: SEASON }),
  { seed: 1 },
)) as FittedForecaster;

/** The tracker as it would be had it never been saved. */
const trackerAt = (end: number, from = TRAIN): BandTracker => {
  const tracker = model.tracker?.() as BandTracker;
  followSeries(
    tracker,
    values.slice(0, end),
    0,
    from,
    (known) => model.forecast(univariate(values.slice(0, known)), HORIZON, []).point,
  );
  return tracker;
};
const bandAt = (end: number, from = TRAIN) => {
  const known = values.slice(0, end);
  const tracker = trackerAt(end, from);
  const { point } = model.forecast(univariate(known), HORIZON, []);
  return tracker.around(point, LEVELS[0], tracker.calibration.scale.at(known));
};

onEachDatabase('intervals that learn, and risk', (kind) => {
  let plant: PlantForecasts;
  let next = 0;

  beforeAll(async () => {
    plant = await openPlantForecasts(kind, 40);
  });
  afterAll(() => plant.close());

  const store = (id: number, from: number, to: number) =>
    plant.store(id, [...values.subarray(from, to)], from);
  const promote = async (ids: readonly number[], bytes = model.save(), family = 'seasonal-naive') => {
    const artifact = await plant.artifacts.put(bytes);
    const version = await plant.db.transaction(async (em) => {
      const dataset = em.create(DatasetVersion, {
        sensorId: ids[0],
        fromMs: LONG_AGO,
        toMs: LONG_AGO + (TRAIN - 1) * PERIOD_MS,
        samplingPeriodMs: PERIOD_MS,
        sampleCount: TRAIN,
        missingCount: 0,
        trainCount: TRAIN,
        inputSensorIds: '[]',
        cleaning: null,
        sha256: '',
        createdAtMs: 0,
      });
      await em.flush();
      return plant.registry.createVersion(
        em,
        candidate(ids, { task: 'FORECASTING', family, artifact, datasetVersionId: dataset.id }),
      );
    });
    await plant.registry.promote({ modelVersionId: version.id, reason: '', by: 'ada' });
    return version.id;
  };
  const limit = (ids: readonly number[], limits: object = RISKY) =>
    plant.db.em().insertMany(
      Setting,
      ids.map((sensorId) => ({
        sensorId,
        kind: 'LIMITS' as const,
        value: JSON.stringify(limits),
        fromMs: 0,
        setBy: 'ada',
      })),
    );
  const begun = async (through = TRAIN) => {
    const id = plant.sensors[next++];
    await store(id, 0, through);
    return { id, version: await promote([id]) };
  };
  const ask = (id: number, by = plant.forecasting) => by.forecast(id, HORIZON, LEVELS);
  const askAfterRestart = async (id: number) => {
    const restarted = plant.restarted();
    const made = await ask(id, restarted);
    await restarted.stop();
    return made;
  };
  const kept = (id: number) => plant.db.em().findOne(TrackerState, { sensorId: id });
  const now = (made: { readonly id: number }) => plant.db.em().findOneOrFail(Forecast, { id: made.id });
  const judge = async (ids: readonly number[]) => {
    while ((await judgeForecasts(plant.db, plant.readings, ids)).written > 0);
  };

  it('have bands that follow the sensor, as if they had never been saved, whatever portions readings come in', async () => {
    const { id } = await begun();
    for (const end of [TRAIN, TRAIN + 7, TRAIN + 40, TRAIN + 41, TRAIN + 120]) {
      const before = await plant.readings.latest([id]);
      const known = ((before.get(id)?.timeMs ?? 0) - LONG_AGO) / PERIOD_MS + 1;
      if (end > known) await store(id, known, end);
      const made = end === TRAIN + 41 ? await askAfterRestart(id) : await ask(id);
      const expected = bandAt(end);
      expect(bandsOf(made)[0].lower).toEqual([...expected.lower]);
      expect(bandsOf(made)[0].upper).toEqual([...expected.upper]);
      expect((await ask(id)).id).toBe(made.id);
    }
    const calm = model.forecast(univariate(values.slice(0, TRAIN + 120)), HORIZON, LEVELS).bands[0];
    const learnt = bandAt(TRAIN + 120);
    const width = ({ lower, upper }: { lower: Float64Array; upper: Float64Array }) => upper[0] - lower[0];
    expect(width(learnt)).toBeGreaterThan(1.1 * width(calm));
  });

  it('keep what they have learnt once a season is new, one state for each sensor', async () => {
    const { id, version } = await begun();
    await ask(id);
    const first = await kept(id);
    expect(first).toMatchObject({ modelVersionId: version, revision: 1, state: null });
    await store(id, TRAIN, TRAIN + SEASON - 1);
    await ask(id);
    expect(await kept(id)).toEqual(first);
    await store(id, TRAIN + SEASON - 1, TRAIN + SEASON);
    await ask(id);
    const learnt = await kept(id);
    expect(learnt).toMatchObject({ revision: 2, followedMs: LONG_AGO + (TRAIN + SEASON - 1) * PERIOD_MS });
    expect(Buffer.from(learnt?.state as Uint8Array)).toEqual(Buffer.from(trackerStateAt(TRAIN + SEASON)));
  });

  it('are rebuilt from the readings where the state is damaged or gone', async () => {
    const { id } = await begun(TRAIN + 60);
    await ask(id);
    const before = await kept(id);
    const states = [Buffer.from('no state'), null];
    for (const [i, state] of states.entries()) {
      if (state) await plant.db.em().nativeUpdate(TrackerState, { sensorId: id }, { state });
      else await plant.db.em().nativeDelete(TrackerState, { sensorId: id });
      const end = TRAIN + 61 + i;
      await store(id, end - 1, end);
      const made = await ask(id);
      expect(made.mode).toBe('MODEL');
      expect(bandsOf(made)[0].upper).toEqual([...bandAt(end).upper]);
      expect((await kept(id))?.state?.length).toBeGreaterThan(1_000);
    }
    expect(before?.state?.length).toBeGreaterThan(1_000);
    expect(plant.unusable).toEqual([]);
  });

  it('begin anew under another version, and a state of the one before is not used', async () => {
    const { id, version } = await begun(TRAIN + 60);
    await ask(id);
    expect(await kept(id)).toMatchObject({ modelVersionId: version });
    const other = await promote([id]);
    const made = await ask(id);
    expect(made.modelVersionId).toBe(other);
    expect(bandsOf(made)[0].upper).toEqual([...bandAt(TRAIN + 60).upper]);
    expect(await kept(id)).toMatchObject({ modelVersionId: other, revision: 2 });
  });

  it('do not take back what they have learnt when a reading comes late', async () => {
    const { id } = await begun();
    await plant.store(
      id,
      [...values.subarray(TRAIN, TRAIN + 30)].map((value, i) => (i === 5 ? Number.NaN : value)),
      TRAIN,
    );
    await ask(id);
    const before = await kept(id);
    await store(id, TRAIN + 5, TRAIN + 6);
    await ask(id);
    expect(await kept(id)).toEqual(before);
    await store(id, TRAIN + 30, TRAIN + 50);
    expect(await ask(id)).toMatchObject({ mode: 'MODEL' });
    expect(await kept(id)).toMatchObject({ revision: 2 });
  });

  it('are kept once where two processes ask at the same time', async () => {
    const { id } = await begun(TRAIN + 30);
    const other = plant.restarted();
    const [one, two] = await Promise.all([ask(id), ask(id, other)]);
    await other.stop();
    expect(one.id).toBe(two.id);
    expect(await kept(id)).toMatchObject({ revision: 1 });
  });

  it('say how likely each limit is crossed, by when, and what came of it', async () => {
    const { id } = await begun(TRAIN + 60);
    await limit([id]);
    const made = await ask(id);
    const risk = riskOf(made);
    expect(risk?.absence).toBeNull();
    expect(risk?.limits.map(({ name, value }) => [name, value])).toEqual([
      ['LOW', -8],
      ['HIGH', 4],
    ]);
    const [low, high] = risk?.limits ?? [];
    expect(high.probability).toBeGreaterThan(low.probability);
    expect(made.riskProbability).toBe(high.probability);
    expect(high.probability).toBeCloseTo(high.raw, 9);
    expect(low.times.map(({ step }) => step)).toEqual([null, null, null]);
    const steps = high.times.map(({ step }) => step ?? HORIZON + 1);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    const asked = await now(made);
    expect(judgedRisk(asked)?.limits.map(({ hasCrossed }) => hasCrossed)).toEqual([null, null]);
    await plant.store(id, [...Array(HORIZON - 1).fill(0), 4], TRAIN + 60);
    await judge([id]);
    expect(judgedRisk(await now(made))?.limits.map(({ hasCrossed }) => hasCrossed)).toEqual([false, true]);
  });

  it('say why there is no risk: no limits, or nothing that remembers its errors', async () => {
    const { id } = await begun(TRAIN + 60);
    expect(riskOf(await ask(id))).toMatchObject({ absence: 'NO_LIMITS', limits: [] });
    const fallback = plant.sensors[next++];
    await store(fallback, 0, 60);
    await limit([fallback]);
    const made = await ask(fallback);
    expect(riskOf(made)).toMatchObject({ absence: 'NO_RESIDUAL_PATHS', limits: [] });
    expect(made).toMatchObject({ mode: 'FALLBACK', riskProbability: null });
    const conformal = NAIVE.parseConfig({ horizon: HORIZON, intervals: { method: 'CONFORMAL' } });
    const other = (await NAIVE.fit(univariate(values.slice(0, TRAIN)), conformal, {
      seed: 1,
    })) as FittedForecaster;
    const still = plant.sensors[next++];
    await store(still, 0, TRAIN);
    await limit([still]);
    await promote([still], other.save());
    expect(riskOf(await ask(still))).toMatchObject({ absence: 'NO_RESIDUAL_PATHS' });
    expect(await kept(still)).toBeNull();
  });

  it('learn from risks that came to their end, once each, and show how they turned out', async () => {
    const { id, version } = await begun(TRAIN + 20);
    await limit([id]);
    const cases: { probability: number; happened: boolean }[] = [];
    const twin = new RiskRecalibration(7 * SEASON);
    for (let end = TRAIN + 20; end < TRAIN + 320; end += 20) {
      const made = await ask(id);
      await store(id, end, end + 20);
      await judge([id]);
      const known = judgedRisk(await now(made))?.limits ?? [];
      for (const { isBeyond, raw, probability, hasCrossed } of known) {
        if (isBeyond) continue;
        expect(probability).toBeCloseTo(twin.apply(raw), 12);
        cases.push({ probability, happened: hasCrossed === true });
      }
      for (const { isBeyond, raw, hasCrossed } of known) {
        if (isBeyond) continue;
        twin.resolve(LONG_AGO / PERIOD_MS + end - 1 + HORIZON, {
          probability: raw,
          happened: hasCrossed === true,
        });
      }
    }
    const range = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
    const [[{ risk }]] = await sensorAccuracy(plant.db.em(), [id], range);
    const crossed = cases.filter(({ happened }) => happened).length;
    expect(crossed).toBeGreaterThan(0);
    expect(risk).toMatchObject({ cases: cases.length, crossed });
    expect(risk?.brier).toBeCloseTo(brierScore(cases), 12);
    expect(risk?.baseRateBrier).toBeCloseTo((crossed / cases.length) * (1 - crossed / cases.length), 12);
    const state = await plant.db.em().findOneOrFail(RiskRecalibrationState, { sensorId: id });
    expect(state).toMatchObject({ reach: 16, modelVersionId: version });
    expect(Buffer.from(state.state)).toEqual(Buffer.from(twin.save()));
    await plant.store(id, [0], TRAIN + 100.4);
    await judge([id]);
    const again = await plant.db.em().findOneOrFail(RiskRecalibrationState, { sensorId: id });
    expect(Buffer.from(again.state)).toEqual(Buffer.from(twin.save()));
  });

  it('cost as many statements for many sensors as for a few', async () => {
    const few = plant.sensors.slice(next, next + 2);
    const many = plant.sensors.slice(next + 2, next + 10);
    next += 10;
    for (const id of [...few, ...many]) await store(id, 0, TRAIN + 24);
    for (const group of [few, many]) {
      await promote(group);
      await limit(group);
    }
    const counts: number[] = [];
    for (const group of [few, many]) {
      const logger = plant.db.em().config.getLogger();
      const enabled = vi.spyOn(logger, 'isEnabled').mockReturnValue(true);
      const queries = vi.spyOn(logger, 'logQuery').mockImplementation(() => {});
      await plant.forecasting.forecastMany(group, { horizon: 6, levels: LEVELS });
      counts.push(queries.mock.calls.length);
      queries.mockRestore();
      enabled.mockRestore();
    }
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts[1]).toBe(counts[0]);
  });
});

/** The state after `end` samples, as it is saved; indices count from the epoch. */
const trackerStateAt = (end: number): Uint8Array => {
  const tracker = model.tracker?.() as BandTracker;
  const first = LONG_AGO / PERIOD_MS;
  followSeries(
    tracker,
    values.slice(0, end),
    first,
    TRAIN,
    (known) => model.forecast(univariate(values.slice(0, known)), HORIZON, []).point,
  );
  return tracker.save();
};
