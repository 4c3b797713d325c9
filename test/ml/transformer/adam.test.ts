import { describe, expect, test } from 'vitest';
import { Adam, scheduledShare } from '../../../src/ml/transformer/adam.ts';

describe('Adam', () => {
  test('takes its first steps as by hand', () => {
    const weight = Float32Array.of(1, 1, 1);
    const adam = new Adam(0);
    // The first step is the learning rate against the sign of the gradient, whatever its size.
    adam.step([weight], [Float32Array.of(4, -0.01, 0)], [false], 0.1);
    expect([...weight].map((number) => number.toFixed(4))).toEqual(['0.9000', '1.1000', '1.0000']);
    // m = .9·.4 − .1·4 = −.04 over 1 − .81; v = .999·.016 + .016 over 1 − .998001: .1·.2105/4.
    adam.step([weight], [Float32Array.of(-4, 0, 0)], [false], 0.1);
    expect(weight[0]).toBeCloseTo(0.9 + (0.1 * (0.04 / 0.19)) / 4, 5);
  });

  test('draws matrices to zero, and nothing else', () => {
    const [matrix, bias] = [Float32Array.of(2), Float32Array.of(2)];
    new Adam(0.5).step([matrix, bias], [new Float32Array(1), new Float32Array(1)], [true, false], 0.1);
    expect([matrix[0].toFixed(4), bias[0]]).toEqual(['1.9000', 2]);
  });

  test('holds still once a gradient has long been zero, instead of ending in denormal numbers', () => {
    const weight = Float32Array.of(1);
    const adam = new Adam(0);
    adam.step([weight], [Float32Array.of(1e-9)], [false], 1e-3);
    for (let step = 0; step < 700; step++) adam.step([weight], [Float32Array.of(0)], [false], 1e-3);
    const still = weight[0];
    for (let step = 0; step < 10; step++) adam.step([weight], [Float32Array.of(0)], [false], 1e30);
    expect(weight[0]).toBe(still);
  });
});

test('the learning rate rises linearly, then falls as half a cosine to nearly nothing', () => {
  const shares = Array.from({ length: 14 }, (_, step) => scheduledShare(step, 4, 14));
  expect(shares.slice(0, 5).map((share) => share.toFixed(2))).toEqual([
    '0.20',
    '0.40',
    '0.60',
    '0.80',
    '1.00',
  ]);
  expect(shares[9]).toBeCloseTo(0.5, 12);
  expect(shares[13]).toBeCloseTo((1 + Math.cos(0.9 * Math.PI)) / 2, 12);
  expect(scheduledShare(0, 0, 10)).toBe(1);
});
