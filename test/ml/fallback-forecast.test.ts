import { describe, expect, test } from 'vitest';
import { HorizonTooLongError, InsufficientDataError, InvalidInputError } from '../../src/errors.ts';
import { fallbackForecast } from '../../src/ml/forecasting/fallback-forecast.ts';
import { gaussianNoise, seasonalSensor } from './noise.ts';
import { univariate } from './univariate.ts';

describe('fallback forecast', () => {
  test('a season in the history is repeated', () => {
    const values = seasonalSensor(400, 8);
    const { method, season, point } = fallbackForecast(univariate(values), 30, [0.9]);
    expect([method, season]).toEqual(['seasonal-naive', 24]);
    expect(point[0]).toBe(values[376]);
    expect(point[29]).toBe(values[381]);
  });

  test('without a season the last usable value is held', () => {
    const shock = gaussianNoise(2);
    const values = Float64Array.from({ length: 60 }, shock);
    const expected = values[57];
    values.fill(Number.NaN, 58);
    const { method, season, point } = fallbackForecast(univariate(values), 5, []);
    expect([method, season]).toEqual(['last-value', 1]);
    expect([...point]).toEqual(new Array(5).fill(expected));
  });

  test('a sensor that has been silent for longer than its season falls back to its last value', () => {
    const values = seasonalSensor(500, 8);
    values.fill(Number.NaN, 440);
    const { method, point } = fallbackForecast(univariate(values), 3, []);
    expect(method).toBe('last-value');
    expect(point[2]).toBe(values[439]);
  });

  test('two samples give a path with a widening band, one or none is refused', () => {
    const { point, bands } = fallbackForecast(univariate(Float64Array.of(1, 3)), 4, [0.5, 0.9]);
    expect([...point]).toEqual([3, 3, 3, 3]);
    const widths = bands[1].upper.map((end, h) => end - bands[1].lower[h]);
    expect(widths[0]).toBeGreaterThan(4);
    expect(widths[3]).toBeCloseTo(2 * widths[0], 9);
    expect(widths[0]).toBeGreaterThan(bands[0].upper[0] - bands[0].lower[0]);
    for (const values of [[], [1], [Number.NaN, 1, Number.NaN]]) {
      expect(() => fallbackForecast(univariate(Float64Array.from(values)), 4, [])).toThrow(
        InsufficientDataError,
      );
    }
  });

  test('horizon and levels outside their range are refused', () => {
    const history = univariate(seasonalSensor(100, 1));
    expect(() => fallbackForecast(history, 721, [])).toThrow(HorizonTooLongError);
    expect(() => fallbackForecast(history, 0, [])).toThrow(InvalidInputError);
    expect(() => fallbackForecast(history, 1, [1])).toThrow(InvalidInputError);
  });
});
