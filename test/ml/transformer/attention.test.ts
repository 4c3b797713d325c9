import * as tensors from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { Attention } from '../../../src/ml/transformer/attention.ts';
import { positionalEncoding } from '../../../src/ml/transformer/positional-encoding.ts';
import { openTensors } from '../../../src/tensors/open-tensors.ts';

const wave = (length: number, step: number, size = 1): Float32Array =>
  Float32Array.from({ length }, (_, i) => size * Math.sin(1 + i * step));

const expectNear = (given: ArrayLike<number>, wanted: ArrayLike<number>) => {
  expect(given.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) expect(given[i]).toBeCloseTo(wanted[i], 5);
};

beforeAll(async () => {
  await openTensors();
});

test('positions are those of the formula', () => {
  const expected = [0, 1, 0, 1, Math.sin(1), Math.cos(1), Math.sin(0.01), Math.cos(0.01)];
  expectNear(positionalEncoding(2, 4), expected);
  expectNear(positionalEncoding(3, 3).slice(6), [Math.sin(2), Math.cos(2), Math.sin(2 / 10_000 ** (2 / 3))]);
});

describe('attention', () => {
  test('of one head over two tokens is that worked out by hand', () => {
    // Query, key, value. Scores of the first: 0 and ln 3, so it looks 1/4 and 3/4; of the second: 0 and 2 ln 3, 1/10 and 9/10.
    const qkv = Float64Array.of(1, 0, 10, 2, Math.log(3), 20);
    const out = new Float64Array(2);
    new Attention({ tokens: 2, dModel: 1, heads: 1 }).forward(qkv, 0, out);
    expectNear(out, [10 / 4 + (3 * 20) / 4, 10 / 10 + (9 * 20) / 10]);
  });

  test('looks at itself alone when everything before is padding, and padding has no output', () => {
    const qkv = wave(3 * 6, 0.7);
    const out = new Float64Array(6);
    new Attention({ tokens: 3, dModel: 2, heads: 2 }).forward(qkv, 2, out);
    expectNear(out, [0, 0, 0, 0, qkv[16], qkv[17]]);
  });

  const shape = { tokens: 5, dModel: 6, heads: 3 };

  /** The same with stock operations, padding masked by scores of −1e9. */
  const stock = (x: tensors.Tensor, first: number): tensors.Tensor => {
    const { tokens, dModel, heads } = shape;
    const part = (from: number): tensors.Tensor =>
      tensors.transpose(
        tensors.reshape(tensors.slice(x, [0, from], [tokens, dModel]), [tokens, heads, dModel / heads]),
        [1, 0, 2],
      );
    const [query, key, value] = [0, dModel, 2 * dModel].map(part);
    const mask = tensors.tensor1d(Array.from({ length: tokens }, (_, j) => (j < first ? -1e9 : 0)));
    const scores = tensors.div(tensors.matMul(query, key, false, true), Math.sqrt(dModel / heads));
    const looked = tensors.matMul(tensors.softmax(tensors.add(scores, mask)), value);
    return tensors.reshape(tensors.transpose(looked, [1, 0, 2]), [tokens, dModel]);
  };

  test.each([0, 1, 3])('of several heads equals stock operations and their gradient, %i padding', (first) => {
    const { tokens, dModel } = shape;
    const numbers = wave(tokens * 3 * dModel, 0.37, 2);
    const slope = wave(tokens * dModel, 0.9).fill(0, 0, first * dModel);
    const [out, gradient] = [new Float32Array(tokens * dModel), new Float32Array(numbers.length)];
    new Attention(shape).forward(numbers, first, out);
    new Attention(shape).backward(numbers, slope, first, gradient);
    tensors.tidy(() => {
      const x = tensors.tensor2d(numbers, [tokens, 3 * dModel]);
      const expected = stock(x, first)
        .dataSync()
        .slice()
        .fill(0, 0, first * dModel);
      expectNear(out, expected);
      const above = tensors.tensor2d(slope, [tokens, dModel]);
      const sum = (given: tensors.Tensor) => tensors.sum(tensors.mul(stock(given, first), above));
      expectNear(gradient, tensors.grad(sum)(x).dataSync());
    });
  });

  test('a gradient too small to matter is zero, not denormal', () => {
    const numbers = wave(5 * 18, 0.37, 60);
    const gradient = new Float32Array(numbers.length);
    new Attention(shape).backward(numbers, wave(5 * 6, 0.9, 1e-20), 0, gradient);
    expect(gradient.some((slope) => slope !== 0)).toBe(true);
    for (const slope of gradient) expect(slope === 0 || Math.abs(slope) >= 9e-31).toBe(true);
  });
});
