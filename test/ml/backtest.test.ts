import { describe, expect, test } from 'vitest';
import { InsufficientDataError, InvalidInputError } from '../../src/errors.ts';
import { backtestForecaster } from '../../src/ml/forecasting/backtest.ts';
import { lastValueForecaster, seasonalNaiveForecaster } from '../../src/ml/forecasting/naive-forecasters.ts';
import { ridgeForecaster } from '../../src/ml/forecasting/ridge/ridge-kinds.ts';
import { seasonalSensor } from './noise.ts';
import { univariate } from './univariate.ts';

const sensor = seasonalSensor(2_400, 21);
const ridgeConfig = ridgeForecaster.parseConfig({ horizon: 48 });

describe('backtest', () => {
  test('ridge beats both naive forecasts on a season with memory, at equal origins', async () => {
    const shares: number[] = [];
    const report = await backtestForecaster(ridgeForecaster, ridgeConfig, univariate(sensor), 1_800, {
      seed: 1,
      onProgress: (share) => shares.push(share),
    });
    expect(report.horizon).toBe(48);
    expect(report.origins).toBeGreaterThan(100);
    expect(report.origins).toBeLessThanOrEqual(200);
    expect(report.metrics.mae).toBeLessThan(0.85 * report.baselines.seasonalNaive.mae);
    expect(report.metrics.mae).toBeLessThan(0.85 * report.baselines.lastValue.mae);
    expect(report.metrics.pinball).toBeLessThan(report.baselines.seasonalNaive.pinball);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  test('a naive family scores exactly as its own baseline', async () => {
    const series = univariate(sensor);
    const config = seasonalNaiveForecaster.parseConfig({ horizon: 24, season: 24 });
    const seasonal = await backtestForecaster(seasonalNaiveForecaster, config, series, 1_800, { seed: 1 });
    expect(seasonal.metrics).toEqual(seasonal.baselines.seasonalNaive);
    const last = await backtestForecaster(
      lastValueForecaster,
      lastValueForecaster.parseConfig({ horizon: 24 }),
      series,
      1_800,
      { seed: 1 },
    );
    expect(last.metrics).toEqual(last.baselines.lastValue);
  });

  test('what is held out never reaches the fit', async () => {
    const other = sensor.slice();
    other.fill(-50, 1_800);
    const [a, b] = await Promise.all(
      [sensor, other].map((values) =>
        backtestForecaster(ridgeForecaster, ridgeConfig, univariate(values), 1_800, { seed: 1 }),
      ),
    );
    expect(a.fitted.save()).toEqual(b.fitted.save());
    expect(a.metrics.mae).not.toBe(b.metrics.mae);
  });

  test('a held-out part shorter than two horizons is scored at the steps it can show', async () => {
    const report = await backtestForecaster(ridgeForecaster, ridgeConfig, univariate(sensor), 2_380, {
      seed: 1,
    });
    expect(report.horizon).toBe(10);
    expect(report.origins).toBe(11);
  });

  test('a split outside the series or a held-out part without values is refused', async () => {
    const run = (values: Float64Array, split: number) =>
      backtestForecaster(ridgeForecaster, ridgeConfig, univariate(values), split, { seed: 1 });
    for (const split of [0, 2_400, 10.5, Number.NaN]) {
      await expect(run(sensor, split)).rejects.toThrow(InvalidInputError);
    }
    const silent = sensor.slice();
    silent.fill(Number.NaN, 1_800);
    await expect(run(silent, 1_800)).rejects.toThrow(InsufficientDataError);
  });
});
