import { expect, test } from 'vitest';
import { definiteInverse } from '../../src/ml/numbers/definite-inverse.ts';
import { orderStatistic } from '../../src/ml/numbers/order-statistic.ts';
import { addRowProducts } from '../../src/ml/numbers/row-products.ts';
import { gaussianNoise } from './noise.ts';

const draw = gaussianNoise(8);
const random = (length: number): Float64Array => Float64Array.from({ length }, () => draw());

test('row products equal the sums written out, at every remainder of the blocks, in the kernel and without', () => {
  for (const [m, n, k] of [
    [1, 1, 1],
    [3, 3, 4],
    [4, 7, 5],
    [8, 5, 3],
    [61, 50, 33],
    [5, 100, 507],
    [245, 7, 40],
  ]) {
    const [strideA, strideB] = [k + 2, k + 5];
    const [a, b] = [random(m * strideA), random(n * strideB)];
    const target = { cells: random(m * n), stride: n };
    const before = target.cells.slice();
    addRowProducts(
      target,
      { cells: a, stride: strideA },
      { cells: b, stride: strideB },
      { from: 0, to: m },
      { from: 0, to: n },
      { from: 0, to: k },
      -1,
    );
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let exact = before[i * n + j];
        for (let at = 0; at < k; at++) exact -= a[i * strideA + at] * b[j * strideB + at];
        expect(target.cells[i * n + j]).toBeCloseTo(exact, 12);
      }
    }
  }
});

test('a definite matrix times its inverse is one, across the borders of blocks; one that is not has none', () => {
  for (const size of [1, 2, 47, 48, 49, 100]) {
    const root = random(size * size);
    const matrix = new Float64Array(size * size);
    const rows = { cells: root, stride: size };
    const all = { from: 0, to: size };
    addRowProducts({ cells: matrix, stride: size }, rows, rows, all, all, all);
    for (let i = 0; i < size; i++) matrix[i * (size + 1)] += size;
    const inverse = definiteInverse(matrix.slice(), size) ?? new Float64Array(0);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let sum = 0;
        for (let k = 0; k < size; k++) sum += matrix[i * size + k] * inverse[k * size + j];
        expect(sum).toBeCloseTo(i === j ? 1 : 0, 10);
      }
    }
  }
  expect(definiteInverse(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
});

test('an order statistic is what sorting puts at its rank, ties or not', () => {
  for (let length = 1; length < 40; length++) {
    const values = random(length).map((value) => Math.round(3 * value) + 0);
    const sorted = values.toSorted();
    for (let rank = 0; rank < length; rank++) expect(orderStatistic(values.slice(), rank)).toBe(sorted[rank]);
  }
});
