import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choleskyFactor, choleskySolve } from '../../src/ml/numbers/cholesky.ts';

describe('cholesky', () => {
  test('a 2 × 2 matrix factors and solves as by hand', () => {
    const matrix = Float64Array.of(4, 2, 2, 5);
    expect(choleskyFactor(matrix, 2)).toBe(true);
    expect([matrix[0], matrix[2], matrix[3]]).toEqual([2, 1, 2]);
    const b = Float64Array.of(8, 8);
    choleskySolve(matrix, b);
    expect([...b]).toEqual([1.5, 1]);
  });

  test('a matrix that is not positive definite is said to be so', () => {
    expect(choleskyFactor(Float64Array.of(1, 2, 2, 1), 2)).toBe(false);
    expect(choleskyFactor(Float64Array.of(0), 1)).toBe(false);
    expect(choleskyFactor(Float64Array.of(Number.NaN), 1)).toBe(false);
  });

  test('the solution of AᵀA + I gives back the right side', () => {
    const square = fc
      .integer({ min: 1, max: 6 })
      .chain((n) =>
        fc.tuple(
          fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: n * n, maxLength: n * n }),
          fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: n, maxLength: n }),
        ),
      );
    fc.assert(
      fc.property(square, ([entries, right]) => {
        const n = right.length;
        const at = (i: number, j: number): number =>
          right.reduce((sum, _, k) => sum + entries[k * n + i] * entries[k * n + j], i === j ? 1 : 0);
        const factor = Float64Array.from({ length: n * n }, (_, cell) => at(Math.floor(cell / n), cell % n));
        expect(choleskyFactor(factor, n)).toBe(true);
        const x = Float64Array.from(right);
        choleskySolve(factor, x);
        for (let i = 0; i < n; i++) {
          expect(x.reduce((sum, value, j) => sum + at(i, j) * value, 0)).toBeCloseTo(right[i], 6);
        }
      }),
    );
  });
});
