import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crossingRisk, timeToLimit } from '../../../src/ml/risk/crossing-risk.ts';
import { crossedWithin, firstPassage, type Limit } from '../../../src/ml/risk/limit.ts';
import { independentSteps, pointCrosses } from '../../../src/ml/risk/risk-baselines.ts';
import { riskLevelOf } from '../../../src/ml/risk/risk-level.ts';
import { gaussianNoise } from '../noise.ts';

const column = (...numbers: number[]): Float64Array => Float64Array.from(numbers);
const paths = (...rows: number[][]) => ({ count: rows.length, path: (k: number) => column(...rows[k]) });
const upper = (value: number): Limit => ({ side: 'UPPER', value });
const lower = (value: number): Limit => ({ side: 'LOWER', value });

describe('the risk of crossing a limit', () => {
  // Limit 10 over 8, 8, 8; residuals times 2: rows give 8 10 8, 8 8 12, 8 8 8, 12 12 12.
  const residuals = paths([0, 1, 0], [0, 0, 2], [0, 0, 0], [2, 2, 2]);
  const risk = crossingRisk(column(8, 8, 8), residuals, 2, upper(10));

  test('of four paths one has crossed after one step, two after two, three after three: 2/6, 3/6, 4/6', () => {
    expect([...risk.within]).toEqual([2 / 6, 3 / 6, 4 / 6]);
    expect(risk.paths).toBe(4);
  });

  test('the first passages are 1, 2, 3 and never; quantiles beyond the last one that happened are censored', () => {
    expect(timeToLimit(risk, [0.1, 0.25, 0.5, 0.75, 0.76, 0.9])).toEqual([
      { quantile: 0.1, step: 1 },
      { quantile: 0.25, step: 1 },
      { quantile: 0.5, step: 2 },
      { quantile: 0.75, step: 3 },
      { quantile: 0.76, step: null },
      { quantile: 0.9, step: null },
    ]);
  });

  test('a lower limit is the mirror image of an upper one', () => {
    const mirrored = crossingRisk(
      column(-8, -8, -8),
      paths([0, -1, 0], [0, 0, -2], [0, 0, 0], [-2, -2, -2]),
      2,
      lower(-10),
    );
    expect(mirrored).toEqual(risk);
  });

  test('without a path nothing is known: one half, and no time', () => {
    const none = crossingRisk(column(1, 1), paths(), 1, upper(5));
    expect([...none.within]).toEqual([0.5, 0.5]);
    expect(timeToLimit(none, [0.5])).toEqual([{ quantile: 0.5, step: null }]);
  });

  test('a missing residual crosses nothing, and neither do numbers that overflow the wrong way', () => {
    const odd = paths([Number.NaN, 1e308], [-1e308, -1e308]);
    expect([...crossingRisk(column(0, 0), odd, 1e10, upper(1)).within]).toEqual([1 / 4, 2 / 4]);
  });

  test('the probability never falls with the step or with a lower bar, and stays inside (0, 1)', () => {
    const value = fc.double({ min: -100, max: 100, noNaN: true });
    const row = fc.array(value, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(row, fc.array(row, { maxLength: 12 }), value, value, (point, rows, a, b) => {
        const near = crossingRisk(column(...point), paths(...rows), 1, upper(Math.min(a, b))).within;
        const far = crossingRisk(column(...point), paths(...rows), 1, upper(Math.max(a, b))).within;
        for (let h = 0; h < 4; h++) {
          expect(far[h]).toBeLessThanOrEqual(near[h]);
          expect(near[h]).toBeGreaterThanOrEqual(near[h - 1] ?? Number.MIN_VALUE);
          expect(near[h]).toBeLessThan(1);
        }
      }),
    );
  });

  test('on random walks it says what happens, where independent steps say far too much', () => {
    const shock = gaussianNoise(3);
    const walk = (): number[] => {
      let at = 0;
      return Array.from({ length: 24 }, () => {
        at += shock();
        return at;
      });
    };
    const past = paths(...Array.from({ length: 400 }, walk));
    const future = Array.from({ length: 4_000 }, walk);
    const still = new Float64Array(24);
    const happened = future.filter((path) => crossedWithin(upper(6), column(...path))).length / 4_000;
    expect(Math.abs((crossingRisk(still, past, 1, upper(6)).within.at(-1) ?? 0) - happened)).toBeLessThan(
      0.06,
    );
    expect(independentSteps(still, 1, upper(6)).at(-1) ?? 0).toBeGreaterThan(happened + 0.3);
  });
});

describe('baselines', () => {
  test('independent steps: 1 − Φ(2)·Φ(2/√2)', () => {
    const [first, second] = independentSteps(column(1, 1), 1, upper(3));
    expect(first).toBeCloseTo(1 - 0.9772498681, 6);
    expect(second).toBeCloseTo(1 - 0.9772498681 * 0.9213503965, 6);
    expect(independentSteps(column(-1), 1, lower(-3))[0]).toBeCloseTo(first, 12);
  });

  test('the forecast crosses from the step on at which it has', () => {
    expect([...pointCrosses(column(1, 3, 2), upper(3))]).toEqual([0, 1, 1]);
  });
});

describe('limits', () => {
  test('on the limit is across it; the first step counts from one, and none is zero', () => {
    expect(firstPassage(upper(3), column(1, 3, 9))).toBe(2);
    expect(firstPassage(lower(0), column(1, 3, 9))).toBe(0);
  });

  test('with more than a tenth missing, not having seen a crossing is no answer', () => {
    const known = column(...new Array(9).fill(0));
    expect(crossedWithin(upper(1), column(...known, Number.NaN))).toBe(false);
    expect(crossedWithin(upper(1), column(...known, Number.NaN, Number.NaN))).toBeNull();
    expect(crossedWithin(upper(1), column(2, Number.NaN, Number.NaN))).toBe(true);
  });

  test('the level of a risk begins at 0, 5, 20, 50 and 80 percent', () => {
    const said = [0.001, 0.05, 0.199, 0.2, 0.5, 0.8, 0.999].map(riskLevelOf);
    expect(said).toEqual(['NEGLIGIBLE', 'LOW', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL', 'CRITICAL']);
  });
});
