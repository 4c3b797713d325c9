import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantileOfSorted } from '../../src/ml/numbers/quantile.ts';
import { robustBand, robustScore, robustStatistics } from '../../src/ml/robust/robust-statistics.ts';
import { fitThreshold } from '../../src/ml/thresholds/fit-threshold.ts';
import { ScoreTail } from '../../src/ml/thresholds/score-tail.ts';
import { seededUniform } from './signals.ts';

const exponential = (seed: number, length: number) => {
  const uniform = seededUniform(seed);
  return Float64Array.from({ length }, () => -Math.log(1 - uniform()));
};

describe('thresholds', () => {
  test('a fixed limit stays, whatever the scores were', () => {
    expect(fitThreshold({ kind: 'FIXED', limit: 5.5 }, Float64Array.of(1, 99))).toBe(5.5);
  });

  test('a tail limit is exceeded at the rate asked for', () => {
    const limit = fitThreshold({ kind: 'TAIL', rate: 1e-3, atLeast: 0.1 }, exponential(1, 50_000));
    const share = exponential(2, 200_000).filter((score) => score > limit).length / 200_000;
    expect(share).toBeGreaterThan(0.8e-3);
    expect(share).toBeLessThan(1.25e-3);
  });

  test('a tail limit never falls under its floor: no scores, equal scores, small scores', () => {
    const config = { kind: 'TAIL', rate: 1e-4, atLeast: 4 } as const;
    for (const scores of [new Float64Array(0), new Float64Array(50), Float64Array.of(0.1, 0.2)]) {
      expect(fitThreshold(config, scores)).toBe(4);
    }
  });

  test('a rarer rate has a higher limit', () => {
    const scores = exponential(3, 5000);
    const limits = [1e-2, 1e-3, 1e-4].map((rate) =>
      fitThreshold({ kind: 'TAIL', rate, atLeast: 0.1 }, scores),
    );
    expect(limits).toEqual(limits.toSorted((a, b) => a - b));
    expect(limits[2]).toBeGreaterThan(limits[0]);
  });
});

describe('the tail of scores', () => {
  test('is the empirical share of held-out scores', () => {
    const tail = ScoreTail.of(Float64Array.from({ length: 1000 }, (_, i) => i));
    expect(tail.confidence(250)).toBeCloseTo(0.25, 2);
    expect(tail.confidence(900)).toBeCloseTo(0.9, 2);
    expect(tail.confidence(999)).toBeGreaterThan(0.99);
  });

  test('stays inside (0, 1) and never falls, for any scores', () => {
    const score = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(score), fc.array(score, { minLength: 2 }), (held, asked) => {
        const tail = ScoreTail.of(Float64Array.from(held));
        const shares = asked.toSorted((a, b) => a - b).map((value) => tail.confidence(value));
        expect(shares.every((share) => share > 0 && share < 1)).toBe(true);
        expect(shares).toEqual(shares.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('robust statistics', () => {
  test('median and 1.4826 MAD of 1 2 3 4 100, worked out by hand', () => {
    const statistics = robustStatistics(Float64Array.of(100, 3, 1, 4, 2));
    expect(statistics).toEqual({ median: 3, deviation: 1.4826, low: 1, high: 100 });
    expect(robustScore(statistics, 100)).toBeCloseTo(97 / 1.4826, 12);
    expect(robustBand(statistics, 2)).toEqual({ expected: 3, lower: 3 - 2 * 1.4826, upper: 3 + 2 * 1.4826 });
  });

  test('values half of which are equal take 5 % of their range, a constant .2 % of its magnitude, zero .05', () => {
    expect(robustStatistics(Float64Array.of(1, 1, 1, 2)).deviation).toBeCloseTo(0.05, 12);
    expect(robustStatistics(new Float64Array(9).fill(50)).deviation).toBeCloseTo(0.1, 12);
    expect(robustStatistics(new Float64Array(9)).deviation).toBe(0.05);
  });

  test('never zero, never infinite, for any finite values', () => {
    fc.assert(
      fc.property(
        fc.float64Array({ noNaN: true, noDefaultInfinity: true, minLength: 1 }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (values, value) => {
          const statistics = robustStatistics(values);
          expect(statistics.deviation > 0 && Number.isFinite(statistics.deviation)).toBe(true);
          expect(Number.isFinite(robustScore(statistics, value))).toBe(true);
          expect(Object.values(robustBand(statistics, 8)).every(Number.isFinite)).toBe(true);
        },
      ),
    );
  });
});

test('a quantile interpolates between order statistics', () => {
  const sorted = Float64Array.of(1, 2, 4);
  expect([0, 0.25, 0.5, 0.75, 1].map((p) => quantileOfSorted(sorted, p))).toEqual([1, 1.5, 2, 3, 4]);
});
