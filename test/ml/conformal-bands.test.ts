import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CorruptArtifactError, InsufficientDataError } from '../../src/errors.ts';
import { bandFloor, ConformalBands } from '../../src/ml/forecasting/conformal-bands.ts';
import { gaussianNoise } from './noise.ts';

const step = (errors: number[]): Float64Array => Float64Array.from(errors);

describe('conformal bands', () => {
  test('with 19 residuals on each side the 90 % band ends at the 38th and the 2nd of 39', () => {
    const errors = Array.from({ length: 39 }, (_, i) => i - 19);
    const { lower, upper } = ConformalBands.calibrate([step(errors)], 0).around(Float64Array.of(100), 0.9);
    // ⌈.95 · 40⌉ = 38th smallest = 18.
    expect([lower[0], upper[0]]).toEqual([82, 118]);
  });

  test('biased residuals move the band, but the point stays inside', () => {
    const errors = Array.from({ length: 99 }, (_, i) => 1 + i);
    const { lower, upper } = ConformalBands.calibrate([step(errors)], 0.5).around(Float64Array.of(10), 0.8);
    expect([lower[0], upper[0]]).toEqual([9.5, 100]);
  });

  test('a perfect record still leaves the floor, and a constant sensor has one', () => {
    const bands = ConformalBands.calibrate([step(new Array(50).fill(0))], 0.25);
    const { lower, upper } = bands.around(Float64Array.of(7), 0.5);
    expect([lower[0], upper[0]]).toEqual([6.75, 7.25]);
    expect(bandFloor(Float64Array.of(5, 5, 5))).toBeCloseTo(5e-6, 12);
    expect(bandFloor(Float64Array.of(0, 0))).toBeGreaterThan(0);
    expect(bandFloor(Float64Array.of(-Number.MAX_VALUE, Number.MAX_VALUE))).toBeLessThan(Number.MAX_VALUE);
  });

  test('a step without residuals borrows the last known one, widened with the square root of the distance', () => {
    const errors = Array.from({ length: 39 }, (_, i) => i - 19);
    const bands = ConformalBands.calibrate([step(errors), step([]), step([]), step([])], 0);
    const { upper } = bands.around(new Float64Array(4), 0.9);
    expect(upper[3]).toBeCloseTo(2 * upper[0], 12);
  });

  test('no residual at all is refused', () => {
    expect(() => ConformalBands.calibrate([step([]), step([])], 1)).toThrow(InsufficientDataError);
  });

  test('on exchangeable residuals a fresh one is covered as often as promised', () => {
    const shock = gaussianNoise(11);
    const trials = 1_500;
    const covered = [0.5, 0.9].map((level) => {
      let inside = 0;
      for (let trial = 0; trial < trials; trial++) {
        const bands = ConformalBands.calibrate([Float64Array.from({ length: 60 }, shock)], 0);
        const { lower, upper } = bands.around(new Float64Array(1), level);
        const fresh = shock();
        if (fresh >= lower[0] && fresh <= upper[0]) inside++;
      }
      return inside / trials;
    });
    expect(covered[0]).toBeGreaterThan(0.47);
    expect(covered[0]).toBeLessThan(0.57);
    expect(covered[1]).toBeGreaterThan(0.88);
    expect(covered[1]).toBeLessThan(0.96);
  });

  test('a higher level holds a lower one, ends are finite, the point is inside', () => {
    const error = fc.double({ noNaN: true, noDefaultInfinity: true });
    const level = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(error, { minLength: 1, maxLength: 40 }),
        error,
        level,
        level,
        (errors, at, a, b) => {
          const bands = ConformalBands.calibrate([step(errors)], 1e-9);
          const point = Float64Array.of(at);
          const inner = bands.around(point, Math.min(a, b));
          const outer = bands.around(point, Math.max(a, b));
          expect(outer.lower[0]).toBeLessThanOrEqual(inner.lower[0]);
          expect(inner.lower[0]).toBeLessThanOrEqual(at);
          expect(inner.upper[0]).toBeGreaterThanOrEqual(at);
          expect(outer.upper[0]).toBeGreaterThanOrEqual(inner.upper[0]);
          expect([...outer.lower, ...outer.upper].every(Number.isFinite)).toBe(true);
        },
      ),
    );
  });

  test('columns of another horizon or with a negative width are refused', () => {
    const columns = ConformalBands.calibrate([step([1, 2]), step([1, 2])], 0.1).columns();
    expect(
      ConformalBands.restore('test', 2, columns).around(new Float64Array(2), 0.9).upper[0],
    ).toBeGreaterThan(1);
    expect(() => ConformalBands.restore('test', 3, columns)).toThrow(CorruptArtifactError);
    const negative = { ...columns, bandAbove: columns.bandAbove.map((end) => -end) };
    expect(() => ConformalBands.restore('test', 2, negative)).toThrow(CorruptArtifactError);
  });
});
