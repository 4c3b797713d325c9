import { describe, expect, test } from 'vitest';
import { InsufficientDataError, InvalidInputError } from '../../../src/errors.ts';
import { ridgeForecaster } from '../../../src/ml/forecasting/ridge/ridge-kinds.ts';
import { seasonalSensor } from '../noise.ts';
import { univariate } from '../univariate.ts';

const wave = (length: number): Float64Array =>
  Float64Array.from({ length }, (_, t) => 5 + Math.sin((2 * Math.PI * t) / 24));
const train = (values: Float64Array, config: object) =>
  ridgeForecaster.fit(univariate(values), ridgeForecaster.parseConfig(config), { seed: 1 });

describe('ridge forecaster', () => {
  test('a pure sine is continued exactly, whatever the penalty', () => {
    const values = wave(500);
    for (const penalty of [1e-3, 1, 1e3]) {
      const fitted = train(values.subarray(0, 400), { horizon: 48, penalty });
      expect(fitted.season).toBe(24);
      const { point } = fitted.forecast(univariate(values.subarray(0, 437)), 48, []);
      for (const [h, value] of point.entries()) expect(value).toBeCloseTo(values[437 + h], 9);
    }
  });

  test('a ramp is continued beyond every value of the training', () => {
    const values = Float64Array.from({ length: 400 }, (_, t) => 3 - 0.5 * t);
    const fitted = train(values.subarray(0, 300), { horizon: 20, penalty: 1e-3 });
    const { point } = fitted.forecast(univariate(values.subarray(0, 350)), 20, []);
    for (const [h, value] of point.entries()) expect(value).toBeCloseTo(values[350 + h], 2);
  });

  test('a forecast moves with the level of its history', () => {
    const values = seasonalSensor(700, 2);
    const fitted = train(values.subarray(0, 600), { horizon: 24 });
    const plain = fitted.forecast(univariate(values), 24, []).point;
    const moved = fitted.forecast(univariate(values.map((value) => value + 1_000)), 24, []).point;
    for (const [h, value] of moved.entries()) expect(value).toBeCloseTo(plain[h] + 1_000, 8);
  });

  test('the look-back is whole seasons and shrinks with the data', () => {
    expect(train(seasonalSensor(3_000, 1), { horizon: 24 }).lookback).toBe(1_008);
    // 450 of 600 fit the weights: (450 − 24)/2 = 213, cut to 8 days.
    expect(train(seasonalSensor(600, 1), { horizon: 24, season: 24 }).lookback).toBe(192);
    const alone = { horizon: 24, season: 24, lookback: 100, intervals: { method: 'CONFORMAL' } };
    expect(train(seasonalSensor(600, 1), alone).lookback).toBe(100);
    // The tracker looks at the movement of the last seven days, each against the day before.
    expect(train(seasonalSensor(600, 1), { ...alone, intervals: { method: 'TRACKER' } }).lookback).toBe(192);
  });

  test('one wild training sample does not spoil the weights', () => {
    const values = seasonalSensor(1_200, 4);
    const spoilt = values.slice();
    spoilt[300] = 1e300;
    const history = univariate(values.subarray(0, 1_100));
    const clean = train(values.subarray(0, 1_000), { horizon: 24 }).forecast(history, 24, []).point;
    const other = train(spoilt.subarray(0, 1_000), { horizon: 24 }).forecast(history, 24, []).point;
    const apart = clean.reduce((sum, value, h) => sum + Math.abs(value - other[h]) / 24, 0);
    expect(apart).toBeLessThan(0.5);
  });

  test('a wild reading inside the look-back does not carry into the forecast', () => {
    const values = seasonalSensor(1_100, 4);
    const fitted = train(values.subarray(0, 1_000), { horizon: 24 });
    const clean = fitted.forecast(univariate(values), 24, []).point;
    const spoilt = values.slice();
    spoilt[1_050] = -9_999;
    const { point } = fitted.forecast(univariate(spoilt), 24, []);
    for (const [h, value] of point.entries()) expect(Math.abs(value - clean[h])).toBeLessThan(1);
  });

  test('configuration is refused with field, value and range', () => {
    const refused = (config: unknown): unknown => {
      try {
        return ridgeForecaster.parseConfig(config);
      } catch (error) {
        return error;
      }
    };
    expect(refused({ horizon: 0 })).toMatchObject({ message: 'horizon is 0', details: { field: 'horizon' } });
    const wrong = [{ horizon: 721 }, { season: 'weekly' }, { season: 1.5 }, { lookback: 1 }, { penalty: 0 }];
    for (const config of [
      ...wrong,
      { penalty: Number.NaN },
      { unknown: 1 },
      7,
      { season: 24, lookback: 12 },
    ]) {
      expect(refused(config)).toBeInstanceOf(InvalidInputError);
    }
    expect(refused({})).toMatchObject({ horizon: 96, season: 'auto', lookback: null });
  });

  test('too little data is refused with both counts', () => {
    const config = ridgeForecaster.parseConfig({ horizon: 24, season: 48 });
    const needed = ridgeForecaster.minimumSamples(config);
    expect(needed).toBe(160);
    expect(() => train(seasonalSensor(needed - 1, 1), { horizon: 24, season: 48 })).toThrow(
      InsufficientDataError,
    );
    const intervals = { method: 'CONFORMAL' };
    expect(train(seasonalSensor(needed, 1), { horizon: 24, season: 48, intervals }).lookback).toBe(48);
  });

  test('a forecast at look-back 504 and horizon 96 takes under 2 ms', () => {
    const values = seasonalSensor(3_000, 6);
    const fitted = train(values, { horizon: 96 });
    const history = univariate(values);
    const laps = Array.from({ length: 50 }, () => {
      const start = performance.now();
      fitted.forecast(history, 96, [0.5, 0.9]);
      return performance.now() - start;
    });
    expect(laps.sort((a, b) => a - b)[25]).toBeLessThan(2);
  });
});
