import { describe, expect, test } from 'vitest';
import { CorruptArtifactError, InsufficientDataError } from '../../../src/errors.ts';
import { seasonalNaiveForecaster } from '../../../src/ml/forecasting/naive-forecasters.ts';
import { SampledBands, type SampledCase, sampledPaths } from '../../../src/ml/intervals/sampled-bands.ts';
import { seasonalSensor } from '../noise.ts';
import { univariate } from '../univariate.ts';

const FLOOR = 1e-6;
const HORIZON = 12;
const column = (...numbers: number[]): Float64Array => Float64Array.from(numbers);

describe('intervals from sample paths', () => {
  test('mean and deviation of three paths by hand, the floor where they agree', () => {
    const { point, spread } = sampledPaths([column(1, 5), column(2, 5), column(6, 5)], 0.25);
    expect(point[0]).toBeCloseTo(3, 12);
    expect(spread[0]).toBeCloseTo(Math.sqrt((4 + 1 + 9) / 2), 12);
    expect([point[1], spread[1]]).toEqual([5, 0.25]);
  });

  test('paths of the largest numbers stay numbers', () => {
    const { MAX_VALUE } = Number;
    const { point, spread } = sampledPaths([column(MAX_VALUE), column(-MAX_VALUE)], FLOOR);
    expect([point[0], spread[0]].every(Number.isFinite)).toBe(true);
    const uneven = [-MAX_VALUE, -MAX_VALUE, -MAX_VALUE, -MAX_VALUE, MAX_VALUE].map((end) => column(end));
    expect(sampledPaths(uneven, FLOOR).spread.every(Number.isFinite)).toBe(true);
  });

  test('the half-width is the conformal quantile of |error| / spread, times the spread of this forecast', () => {
    // 39 errors −19 … 19 with spread 2: the 90 % quantile is 18/2; a forecast with spread 3 reaches 27.
    const cases: SampledCase[] = Array.from({ length: 39 }, (_, k) => ({
      paths: { point: column(0), spread: column(2) },
      actual: column(k - 19),
    }));
    const bands = SampledBands.calibrate(cases, 1, FLOOR);
    const { lower, upper } = bands.around({ point: column(100), spread: column(3) }, 0.9);
    expect([lower[0], upper[0]]).toEqual([73, 127]);
    const restored = SampledBands.restore('test', 1, bands.columns());
    expect(restored.around({ point: column(100), spread: column(3) }, 0.9).upper[0]).toBe(127);
    expect(() => SampledBands.restore('test', 2, bands.columns())).toThrow(CorruptArtifactError);
    expect(() => SampledBands.calibrate([], 1, FLOOR)).toThrow(InsufficientDataError);
  });

  test('an ensemble of fitted members, whose own spread covers far too little, covers what it says once calibrated', () => {
    const train = univariate(seasonalSensor(1_000, 40));
    const naive = (season: number) => {
      const config = seasonalNaiveForecaster.parseConfig({ horizon: HORIZON, season });
      return seasonalNaiveForecaster.fit(train, config, { seed: 1 });
    };
    const members = [1, 24, 48, 72].map(naive);
    const values = seasonalSensor(4_000, 41);
    const caseAt = (origin: number): SampledCase => {
      const history = univariate(values.subarray(0, origin));
      const samples = members.map((member) => member.forecast(history, HORIZON, []).point);
      return { paths: sampledPaths(samples, FLOOR), actual: values.subarray(origin, origin + HORIZON) };
    };
    const cases = Array.from({ length: 700 }, (_, k) => caseAt(150 + 5 * k));
    const bands = SampledBands.calibrate(cases.slice(0, 350), HORIZON, FLOOR);
    let [inside, raw, count] = [0, 0, 0];
    for (const { paths, actual } of cases.slice(353)) {
      const { lower, upper } = bands.around(paths, 0.9);
      for (let h = 0; h < HORIZON; h++, count++) {
        if (actual[h] >= lower[h] && actual[h] <= upper[h]) inside++;
        if (Math.abs(actual[h] - paths.point[h]) <= 1.645 * paths.spread[h]) raw++;
      }
    }
    expect(raw / count).toBeLessThan(0.87);
    expect(Math.abs(inside / count - 0.9)).toBeLessThan(0.03);
  });
});
