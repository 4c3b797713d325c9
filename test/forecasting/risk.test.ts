import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { riskOf } from '../../src/forecasting/forecast-risk.ts';
import { sensorAccuracy } from '../../src/forecasting/live-accuracy.ts';
import { judgedRisk } from '../../src/forecasting/risk-outcome.ts';
import { RiskRecalibrationState } from '../../src/forecasting/risk-recalibration-state.ts';
import type { FittedForecaster } from '../../src/ml/forecaster.ts';
import { brierScore } from '../../src/ml/risk/probability-scores.ts';
import { RiskRecalibration } from '../../src/ml/risk/risk-recalibration.ts';
import { onEachDatabase } from '../database.ts';
import { univariate } from '../ml/univariate.ts';
import {
  HORIZON,
  LEVELS,
  type LearningPlant,
  NAIVE,
  openLearningPlant,
  SEASON,
  TRAIN,
  values,
} from './learning-plant.ts';
import { LONG_AGO, PERIOD_MS } from './plant-forecasts.ts';

onEachDatabase('the risk of crossing a limit', (kind) => {
  let plant: LearningPlant;

  beforeAll(async () => {
    plant = await openLearningPlant(kind);
  });
  afterAll(() => plant.close());

  it('say how likely each limit is crossed, by when, and what came of it', async () => {
    const { id } = await plant.begun(TRAIN + 60);
    await plant.limit([id]);
    const made = await plant.ask(id);
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
    const asked = await plant.now(made);
    expect(judgedRisk(asked)?.limits.map(({ hasCrossed }) => hasCrossed)).toEqual([null, null]);
    await plant.store(id, [...Array(HORIZON - 1).fill(0), 4], TRAIN + 60);
    await plant.judge([id]);
    expect(judgedRisk(await plant.now(made))?.limits.map(({ hasCrossed }) => hasCrossed)).toEqual([
      false,
      true,
    ]);
  });

  it('say why there is no risk: no limits, or nothing that remembers its errors', async () => {
    const { id } = await plant.begun(TRAIN + 60);
    expect(riskOf(await plant.ask(id))).toMatchObject({ absence: 'NO_LIMITS', limits: [] });
    const [fallback, still] = plant.taken(2);
    await plant.keep(fallback, 0, 60);
    await plant.limit([fallback]);
    const made = await plant.ask(fallback);
    expect(riskOf(made)).toMatchObject({ absence: 'NO_RESIDUAL_PATHS', limits: [] });
    expect(made).toMatchObject({ mode: 'FALLBACK', riskProbability: null });
    const conformal = NAIVE.parseConfig({ horizon: HORIZON, intervals: { method: 'CONFORMAL' } });
    const other = (await NAIVE.fit(univariate(values.slice(0, TRAIN)), conformal, {
      seed: 1,
    })) as FittedForecaster;
    await plant.keep(still, 0, TRAIN);
    await plant.limit([still]);
    await plant.promote([still], other.save());
    expect(riskOf(await plant.ask(still))).toMatchObject({ absence: 'NO_RESIDUAL_PATHS' });
    expect(await plant.kept(still)).toBeNull();
  });

  it('learn from risks that came to their end, once each, and show how they turned out', async () => {
    const { id, version } = await plant.begun(TRAIN + 20);
    await plant.limit([id]);
    const cases: { probability: number; happened: boolean }[] = [];
    const twin = new RiskRecalibration(7 * SEASON);
    for (let end = TRAIN + 20; end < TRAIN + 320; end += 20) {
      const made = await plant.ask(id);
      await plant.keep(id, end, end + 20);
      await plant.judge([id]);
      const known = judgedRisk(await plant.now(made))?.limits ?? [];
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
    await plant.judge([id]);
    const again = await plant.db.em().findOneOrFail(RiskRecalibrationState, { sensorId: id });
    expect(Buffer.from(again.state)).toEqual(Buffer.from(twin.save()));
  });

  it('cost as many statements for many sensors as for a few', async () => {
    const few = plant.taken(2);
    const many = plant.taken(8);
    for (const id of [...few, ...many]) await plant.keep(id, 0, TRAIN + 24);
    for (const group of [few, many]) {
      await plant.promote(group);
      await plant.limit(group);
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
