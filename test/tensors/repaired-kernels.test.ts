import * as tensors from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { BACKENDS } from '../../src/tensors/backends.ts';
import { selfCheck } from '../../src/tensors/self-check.ts';

const wave = (length: number, step = 0.37) => Float32Array.from({ length }, (_, i) => 3 * Math.sin(i * step));

/** What an operation gives on a backend: its value and the gradient of its sum of squares by every input. */
const onBackend = async (
  backend: string,
  shapes: readonly number[][],
  operation: (...inputs: tensors.Tensor[]) => tensors.Tensor,
): Promise<number[][]> => {
  await tensors.setBackend(backend);
  return tensors.tidy(() => {
    const inputs = shapes.map((shape, k) =>
      tensors.tensor(wave(tensors.util.sizeFromShape(shape), 0.3 + k), shape),
    );
    const value = operation(...inputs);
    const gradients = tensors.grads((...given) => tensors.sum(tensors.square(operation(...given))))(inputs);
    return [value, ...gradients].map((tensor) => Array.from(tensor.dataSync()));
  });
};

const expectSame = async (
  shapes: readonly number[][],
  operation: (...inputs: tensors.Tensor[]) => tensors.Tensor,
) => {
  const given = await onBackend('wasm', shapes, operation);
  const wanted = await onBackend('cpu', shapes, operation);
  given.forEach((numbers, k) => {
    const largest = Math.max(...wanted[k].map(Math.abs), 1e-6);
    expect(numbers.length).toBe(wanted[k].length);
    numbers.forEach((number, i) => {
      expect(Math.abs(number - wanted[k][i]) / largest).toBeLessThan(1e-5);
    });
  });
};

beforeAll(async () => {
  const wasm = BACKENDS.find(({ name }) => name === 'wasm');
  await wasm?.open(tensors);
});

describe('kernels of the wasm backend give what the cpu backend gives, with their gradients', () => {
  test.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('matMul, transposed %s and %s', async (left, right) => {
    await expectSame([left ? [5, 3] : [3, 5], right ? [7, 5] : [5, 7]], (a, b) =>
      tensors.matMul(a as tensors.Tensor2D, b as tensors.Tensor2D, left, right),
    );
  });

  test.each([
    [false, false],
    [true, true],
  ])('matMul of a batch, transposed %s and %s', async (left, right) => {
    await expectSame([left ? [2, 3, 4, 2] : [2, 3, 2, 4], right ? [2, 3, 5, 4] : [2, 3, 4, 5]], (a, b) =>
      tensors.matMul(a, b, left, right),
    );
  });

  test('matMul whose right side comes again in other shapes', async () => {
    await expectSame(
      [
        [2, 6],
        [6, 4],
        [2, 4],
        [2, 12],
      ],
      (a, b, c, d) =>
        tensors.concat([
          tensors.matMul(a as tensors.Tensor2D, b as tensors.Tensor2D).flatten(),
          tensors.matMul(c as tensors.Tensor2D, tensors.reshape(b, [4, 6]) as tensors.Tensor2D).flatten(),
          tensors.matMul(d as tensors.Tensor2D, tensors.reshape(b, [12, 2]) as tensors.Tensor2D).flatten(),
        ]),
    );
  });

  test('a dense layer', async () => {
    await expectSame([[5, 4], [4, 3], [3]], (x, kernel, bias) =>
      tensors.fused.matMul({
        a: x as tensors.Tensor2D,
        b: kernel as tensors.Tensor2D,
        bias: bias as tensors.Tensor,
        activation: 'relu',
      }),
    );
  });

  test.each([
    [[7], [2], [3]],
    [
      [4, 6],
      [1, 0],
      [2, 6],
    ],
    [
      [4, 6],
      [0, 2],
      [4, 3],
    ],
    [
      [3, 4, 5],
      [1, 1, 1],
      [2, 2, 3],
    ],
    [
      [3, 4, 5],
      [0, 3, 0],
      [-1, 1, -1],
    ],
    [
      [2, 3, 2, 3],
      [1, 0, 1, 1],
      [1, 2, 1, 2],
    ],
  ])('slice of %j from %j, size %j', async (shape, begin, size) => {
    await expectSame([shape], (x) => tensors.slice(x, begin, size));
  });

  test('split and unstack', async () => {
    await expectSame([[3, 6]], (x) => tensors.concat(tensors.split(x, [1, 3, 2], 1).reverse(), 1));
    await expectSame([[3, 6]], (x) => tensors.stack(tensors.unstack(x, 1).reverse(), 0));
  });

  test('tanh, from nothing to saturation', async () => {
    await expectSame([[257]], (x) => tensors.tanh(x));
    await expectSame([[257]], (x) => tensors.tanh(tensors.mul(x, 1e-3)));
    await expectSame([[257]], (x) => tensors.tanh(tensors.mul(x, 100)));
  });

  test.each([[undefined], [0], [1], [2], [[0, 1]], [[1, 0]], [[0, 2]], [[1, 2]]])(
    'sum over axes %j',
    async (axis) => {
      await expectSame([[3, 4, 5]], (x) => tensors.sum(x, axis));
      await expectSame([[3, 4, 5]], (x) => tensors.sum(x, axis, true));
    },
  );

  test('the self-check finds no difference, and leaves no tensor', async () => {
    await tensors.setBackend('wasm');
    const before = tensors.memory().numTensors;
    expect(await selfCheck(tensors, null)).toBeNull();
    expect(tensors.getBackend()).toBe('wasm');
    expect(tensors.memory().numTensors).toBe(before);
  });
});
