import { describe, expect, test } from 'vitest';
import { symmetricEigen } from '../../src/ml/numbers/symmetric-eigen.ts';
import { reconstruction } from '../../src/ml/reconstruction/reconstruction.ts';
import { WindowSubspace } from '../../src/ml/reconstruction/window-subspace.ts';
import { seededNormal } from './signals.ts';

describe('eigenvectors', () => {
  test('of [[2, 1], [1, 2]] are those by hand', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(values[0]).toBeCloseTo(3, 14);
    expect(values[1]).toBeCloseTo(1, 14);
    expect(Math.abs(vectors[0])).toBeCloseTo(Math.SQRT1_2, 14);
    expect(vectors[0]).toBeCloseTo(vectors[1], 14);
    expect(vectors[2]).toBeCloseTo(-vectors[3], 14);
  });

  test('make the matrix again, and are orthonormal', () => {
    const size = 12;
    const normal = seededNormal(1);
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = normal();
    }
    const { values, vectors } = symmetricEigen(Float64Array.from(matrix), size);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let product = 0;
        let entry = 0;
        for (let k = 0; k < size; k++) {
          product += vectors[i * size + k] * vectors[j * size + k];
          entry += values[k] * vectors[k * size + i] * vectors[k * size + j];
        }
        expect(product).toBeCloseTo(i === j ? 1 : 0, 12);
        expect(entry).toBeCloseTo(matrix[i * size + j], 12);
      }
    }
  });
});

describe('a subspace of windows', () => {
  test('gives a signal of rank 1 back exactly', () => {
    const growth = Float64Array.from({ length: 60 }, (_, t) => 1.05 ** t);
    const subspace = WindowSubspace.of([growth], 5, 0.999);
    expect(subspace.basis.length).toBe(5);
    expect(subspace.distance(growth.slice(20, 25))).toBeCloseTo(0, 10);
    subspace.reconstruction.forEach((value, k) => {
      expect(value).toBeCloseTo(growth[20 + k], 10);
    });
  });

  test('measures what is left of a window by hand', () => {
    const subspace = new WindowSubspace(Float64Array.of(1, 1), Float64Array.of(1, 0));
    expect(subspace.distance(Float64Array.of(9, 4))).toBeCloseTo(3 / Math.SQRT2, 14);
    expect(Array.from(subspace.reconstruction)).toEqual([9, 1]);
  });
});

test('an input that no longer goes with its sensor is found, where it is looked at', async () => {
  const normal = seededNormal(3);
  const wave = (from: number, lag: number) =>
    Float64Array.from({ length: 1500 }, (_, t) => Math.sin((from + t - lag) / 15) + 0.02 * normal());
  const train = { values: wave(0, 0), inputs: [wave(0, 10)] };
  const later = { values: wave(2000, 0), inputs: [wave(2000, 35)] };
  const found = async (inputs: boolean) => {
    const detector = await reconstruction.fit(train, reconstruction.parseConfig({ inputs }), { seed: 1 });
    return detector.detect(later).intervals.length;
  };
  expect(await found(true)).toBeGreaterThan(0);
  expect(await found(false)).toBe(0);
});
