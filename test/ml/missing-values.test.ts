import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InsufficientDataError } from '../../src/errors.ts';
import { filledWindow, fillGaps, usableCount } from '../../src/ml/numbers/missing-values.ts';

const { NaN: missing } = Number;

describe('missing values', () => {
  test('a gap is bridged by a line, the end keeps the last value, the start the first', () => {
    const values = Float64Array.of(missing, 1, missing, missing, 4, Number.POSITIVE_INFINITY, missing);
    expect([...fillGaps(values)]).toEqual([1, 1, 2, 3, 4, 4, 4]);
    expect(usableCount(values)).toBe(2);
  });

  test('a series without a value is refused', () => {
    expect(() => fillGaps(Float64Array.of(missing, missing))).toThrow(InsufficientDataError);
    expect(() => fillGaps(new Float64Array(0))).toThrow(InsufficientDataError);
  });

  test('a window that reaches before the first sample repeats the season backwards', () => {
    const values = Float64Array.of(1, 2, 3, 4, 5);
    expect([...filledWindow(values, 4, 9, 3, 1)]).toEqual([2, 3, 1, 2, 3, 1, 2, 3, 4]);
    expect(() => filledWindow(values, 4, 9, 3, 5)).toThrow('4 usable samples, 5 are needed');
  });

  test('filling leaves recorded samples alone and stays between its neighbours', () => {
    const sample = fc.oneof(fc.double({ noDefaultInfinity: true, noNaN: true }), fc.constant(missing));
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1 }), (numbers) => {
        const values = Float64Array.from(numbers);
        fc.pre(usableCount(values) > 0);
        const filled = fillGaps(values);
        const known = values.filter(Number.isFinite);
        const [low, high] = [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))];
        const slack = 1e-12 * Math.max(Math.abs(low), Math.abs(high));
        filled.forEach((value, i) => {
          if (Number.isFinite(values[i])) expect(value).toBe(values[i]);
          expect(value >= low - slack && value <= high + slack).toBe(true);
        });
      }),
    );
  });
});
