import { describe, expect, test } from 'vitest';
import type { ForecastPath } from '../../src/ml/forecaster.ts';
import { ForecastScores, seasonalDifference } from '../../src/ml/forecasting/forecast-metrics.ts';

const path = (point: number[], reach: number): ForecastPath => ({
  point: Float64Array.from(point),
  bands: [0.5, 0.8, 0.9].map((level) => ({
    level,
    lower: Float64Array.from(point, (value) => value - reach),
    upper: Float64Array.from(point, (value) => value + reach),
  })),
});

describe('forecast metrics', () => {
  test('errors of 3 and −4 are scored as by hand, a missing actual is left out', () => {
    const scores = new ForecastScores();
    scores.add(path([7, 9, 5], 3.5), Float64Array.of(10, 5, Number.NaN));
    expect(scores.count).toBe(2);
    const metrics = scores.metrics(2);
    expect(metrics.mae).toBe(3.5);
    expect(metrics.rmse).toBeCloseTo(Math.sqrt(12.5), 12);
    expect(metrics.mase).toBe(1.75);
    expect(metrics.smape).toBeCloseTo(100 * (3 / 17 + 4 / 14), 12);
    expect(metrics.coverage).toBe(0.5);
    expect(metrics.width).toBe(7);
  });

  test('the pinball loss of one step is the mean of its seven quantiles', () => {
    const scores = new ForecastScores();
    scores.add(path([0], 1), Float64Array.of(2));
    // Lower ends lose p·3 for p = .25, .1, .05; upper ends p·1 for p = .75, .9, .95; the median ½·2.
    expect(scores.metrics(1).pinball).toBeCloseTo((3 * 0.4 + 2.6 + 1) / 7, 12);
  });

  test('a constant train has no MASE, and extreme numbers stay numbers', () => {
    const scores = new ForecastScores();
    scores.add(path([-1e308, 0, 5e-324], 0), Float64Array.of(1e308, 0, 1.5e-323));
    const metrics = scores.metrics(0);
    expect(metrics.mase).toBeNull();
    expect(
      [metrics.mae, metrics.rmse, metrics.smape, metrics.pinball, metrics.width].every(Number.isFinite),
    ).toBe(true);
  });

  test('the seasonal difference skips pairs with a gap', () => {
    expect(seasonalDifference(Float64Array.of(1, 5, 2, 9, Number.NaN, 10), 2)).toBe(2);
    expect(seasonalDifference(Float64Array.of(1, 5), 2)).toBe(0);
  });
});
