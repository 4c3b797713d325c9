import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findSeason } from '../../src/ml/forecasting/season.ts';
import { gaussianNoise, seasonalSensor } from './noise.ts';

const grid = (length: number, at: (t: number) => number): Float64Array =>
  Float64Array.from({ length }, (_, t) => at(t));

describe('season', () => {
  test('a clean wave is found from four cycles on, and never its multiple', () => {
    for (const period of [2, 5, 7, 24, 60]) {
      expect(findSeason(grid(4 * period + 2, (t) => Math.cos((2 * Math.PI * t) / period)))).toBe(period);
      expect(findSeason(grid(20 * period, (t) => Math.cos((2 * Math.PI * t) / period)))).toBe(period);
    }
  });

  test('a square wave and a wave of 7.5 samples have their whole periods', () => {
    expect(findSeason(grid(200, (t) => (t % 12 < 4 ? 1 : 0)))).toBe(12);
    expect(findSeason(grid(300, (t) => Math.sin((2 * Math.PI * t) / 7.5)))).toBe(15);
  });

  test('a season survives noise, a ramp, gaps and spikes', () => {
    const shock = gaussianNoise(3);
    const values = grid(1_000, (t) => 0.05 * t + Math.sin((2 * Math.PI * t) / 24) + 0.5 * shock());
    values.fill(Number.NaN, 300, 350);
    for (const t of [17, 600, 601]) values[t] = 1e300;
    expect(findSeason(values)).toBe(24);
    expect(findSeason(seasonalSensor(2_000, 5))).toBe(24);
  });

  test('what does not repeat has no season', () => {
    const shapes: ((t: number) => number)[] = [
      () => 0.1,
      (t) => 0.37 * t,
      (t) => t * t,
      (t) => Math.exp(t / 100),
      (t) => (t < 300 ? 0 : 1),
      () => Number.NaN,
    ];
    for (const shape of shapes) expect(findSeason(grid(500, shape))).toBe(1);
    expect(findSeason(new Float64Array(0))).toBe(1);
  });

  test('of 200 random walks and 200 noises at most five are given a season', () => {
    let found = 0;
    for (let seed = 0; seed < 200; seed++) {
      const shock = gaussianNoise(seed * 7919);
      let level = 0;
      if (findSeason(grid(300, () => (level += shock()))) > 1) found++;
      if (findSeason(grid(300, shock)) > 1) found++;
    }
    expect(found).toBeLessThanOrEqual(5);
  });

  test('the answer lies within its bound and does not depend on unit or offset', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 0, maxLength: 120 }),
        fc.integer({ min: 1, max: 60 }),
        (numbers, longest) => {
          const season = findSeason(Float64Array.from(numbers), longest);
          expect(season).toBeGreaterThanOrEqual(1);
          expect(season).toBeLessThanOrEqual(Math.max(1, Math.min(longest, numbers.length / 3)));
          expect(
            findSeason(
              Float64Array.from(numbers, (value) => 8 * value + 64),
              longest,
            ),
          ).toBe(season);
        },
      ),
    );
  });
});
