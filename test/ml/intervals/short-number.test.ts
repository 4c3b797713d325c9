import { expect, test } from 'vitest';
import { fromShort, toShort } from '../../../src/ml/intervals/short-number.ts';

test('a short number is within 2^-8 of what it stands for, of any size and sign, and stands for itself', () => {
  for (const value of [1, -1, 0.1, -2.7e-12, 3.14159e7, -1e30, 1e30, 255, 257]) {
    const near = fromShort(toShort(value));
    expect(Math.abs(near - value)).toBeLessThanOrEqual(Math.abs(value) / 256);
    expect(fromShort(toShort(near))).toBe(near);
  }
});

test('known bits: one, a tie that goes to even, nothing, and what is no number', () => {
  expect([toShort(1), toShort(-2), toShort(0)]).toEqual([0x3f80, 0xc000, 0]);
  expect([toShort(1 + 2 ** -8), toShort(1 + 3 * 2 ** -8)]).toEqual([0x3f80, 0x3f82]);
  expect(fromShort(toShort(Number.NaN))).toBeNaN();
});
