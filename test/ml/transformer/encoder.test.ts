import { beforeAll, describe, expect, test } from 'vitest';
import type { TensorRuntime } from '../../../src/ml/tensor-runtime.ts';
import { EncoderGraph } from '../../../src/ml/transformer/encoder-graph.ts';
import { EncoderPass, type EncoderWeights } from '../../../src/ml/transformer/encoder-pass.ts';
import { type EncoderSizes, weightShapes } from '../../../src/ml/transformer/encoder-sizes.ts';
import type { WindowBatch } from '../../../src/ml/transformer/training-windows.ts';
import { openTensors } from '../../../src/tensors/open-tensors.ts';

/** max|a − b| / max|b| that counts as equal. */
const EQUAL = 1e-4;

const SIZES: EncoderSizes = {
  tokens: 5,
  patch: 4,
  dModel: 12,
  heads: 3,
  layers: 2,
  feedForward: 10,
  horizon: 7,
  dropout: 0.3,
  levels: [0.5, 0.9],
};

const wave = (length: number, step: number, size = 1): Float32Array =>
  Float32Array.from({ length }, (_, i) => size * Math.sin(1 + i * step));

const WEIGHTS: EncoderWeights = Object.fromEntries(
  weightShapes(SIZES).map(([name, shape], k) => [
    name,
    wave(
      shape.reduce((product, side) => product * side, 1),
      0.3 + 0.1 * k,
      0.6,
    ),
  ]),
);

const batchOf = (samples: Float32Array, firsts: number[]): WindowBatch => {
  const size = firsts.length * SIZES.horizon;
  return {
    count: firsts.length,
    samples,
    firsts: Uint32Array.from(firsts),
    targets: wave(size, 0.5),
    counts: new Float32Array(size).fill(1),
  };
};

const difference = (given: ArrayLike<number>, wanted: ArrayLike<number>): number => {
  expect(given.length).toBe(wanted.length);
  let [most, largest] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    most = Math.max(most, Math.abs(given[i] - wanted[i]));
    largest = Math.max(largest, Math.abs(wanted[i]));
  }
  return most / largest;
};

describe('the encoder', () => {
  let runtime: TensorRuntime;

  beforeAll(async () => {
    runtime = await openTensors();
  });

  /** Medians and spreads, and the gradient of the loss by every weight. */
  const onTensors = (batch: WindowBatch) => {
    const { tensors } = runtime;
    const graph = new EncoderGraph(tensors, SIZES);
    const shapes = weightShapes(SIZES);
    const named = <Part>(parts: Part[]) => Object.fromEntries(shapes.map(([name], k) => [name, parts[k]]));
    const read: Float32Array[] = [];
    tensors.tidy(() => {
      const given = shapes.map(([name, shape]) => tensors.tensor(WEIGHTS[name], [...shape]));
      const { medians, spreads } = graph.run(named(given), batch, null);
      const gradients = tensors.grads((...parts) => graph.loss(graph.run(named(parts), batch, null), batch))(
        given,
      );
      for (const tensor of [medians, spreads, ...gradients]) read.push(Float32Array.from(tensor.dataSync()));
    });
    return { medians: read[0], spreads: read[1], gradients: read.slice(2) };
  };

  test('on plain arrays equals the one on tensors, with and without padding', () => {
    const samples = wave(3 * 20, 0.9, 2);
    const firsts = [0, 2, 4];
    const { medians, spreads } = onTensors(batchOf(samples, firsts));
    const pass = new EncoderPass(SIZES, WEIGHTS);
    firsts.forEach((first, row) => {
      const window = Float64Array.from(samples.subarray(row * 20, (row + 1) * 20));
      const own = pass.run({ samples: window, first, level: 0, scale: 1 }, SIZES.horizon);
      expect(difference(own.medians, medians.subarray(row * 7, (row + 1) * 7))).toBeLessThan(EQUAL);
      expect(difference(own.spreads, spreads.subarray(row * 28, (row + 1) * 28))).toBeLessThan(EQUAL);
    });
  });

  test('padding changes nothing, whatever it holds: not the outcome, not a gradient', () => {
    const samples = wave(2 * 20, 0.9, 2);
    const other = samples.slice();
    other.fill(1e4, 0, 12);
    other.fill(-1e4, 20, 24);
    const [given, changed] = [samples, other].map((numbers) => onTensors(batchOf(numbers, [3, 1])));
    expect(changed.medians).toEqual(given.medians);
    expect(changed.spreads).toEqual(given.spreads);
    changed.gradients.forEach((gradient, k) => {
      expect(difference(gradient, given.gradients[k])).toBeLessThan(EQUAL);
    });
    const pass = new EncoderPass(SIZES, WEIGHTS);
    const [own, ownChanged] = [samples, other].map((numbers) =>
      pass.run({ samples: Float64Array.from(numbers.subarray(0, 20)), first: 3, level: 0, scale: 1 }, 7),
    );
    expect(ownChanged).toEqual(own);
  });

  test('every weight has a part in the loss, as differences show', () => {
    const batch = batchOf(wave(2 * 20, 0.9, 2), [0, 1]);
    const { gradients } = onTensors(batch);
    const { tensors } = runtime;
    const graph = new EncoderGraph(tensors, SIZES);
    const lossOf = (weights: EncoderWeights): number => {
      let loss = 0;
      tensors.tidy(() => {
        const given = weightShapes(SIZES).map(
          ([name, shape]) => [name, tensors.tensor(weights[name], [...shape])] as const,
        );
        loss = graph.loss(graph.run(Object.fromEntries(given), batch, null), batch).dataSync()[0];
      });
      return loss;
    };
    weightShapes(SIZES).forEach(([name], k) => {
      // The largest slope of each weight: a loss in 32 bits shows no smaller one.
      const sizes = gradients[k].map(Math.abs);
      const at = sizes.indexOf(sizes.reduce((a, b) => Math.max(a, b)));
      const moved = [1e-2, -1e-2].map((by) => {
        const changed = WEIGHTS[name].slice();
        changed[at] += by;
        return lossOf({ ...WEIGHTS, [name]: changed });
      });
      expect(sizes[at]).toBeGreaterThan(0);
      expect((moved[0] - moved[1]) / 2e-2 / gradients[k][at]).toBeCloseTo(1, 0);
    });
  });
});
