import { readFileSync } from 'node:fs';
import * as tensors from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { fusedLstm } from '../../src/ml/lstm/fused-lstm.ts';
import { LstmKernel } from '../../src/ml/lstm/lstm-kernel.ts';
import { openTensors } from '../../src/tensors/open-tensors.ts';
import { exactLstm } from './exact-lstm.ts';

type Layer = tensors.layers.Layer;
type Settings = Parameters<typeof tensors.layers.lstm>[0];

/** max|a − b| / max|b| that counts as equal. */
const EQUAL = 1e-4;

const compiled = (name: string) =>
  new WebAssembly.Module(readFileSync(new URL(`../../kernels/${name}`, import.meta.url)));

const BUILDS = ['lstm.wasm', 'lstm-relaxed.wasm'].filter((name) =>
  WebAssembly.validate(readFileSync(new URL(`../../kernels/${name}`, import.meta.url))),
);

const wave = (shape: number[], step: number, scale = 1): tensors.Tensor =>
  tensors.tensor(
    Float32Array.from(
      { length: tensors.util.sizeFromShape(shape) },
      (_, i) => scale * Math.sin(1 + i * step),
    ),
    shape,
  );

const numbersOf = (tensor: tensors.Tensor): Float32Array => Float32Array.from(tensor.dataSync());

const difference = (a: Float32Array, b: Float32Array | Float64Array): number => {
  expect(a.length).toBe(b.length);
  let most = 0;
  let largest = 0;
  for (let i = 0; i < b.length; i++) {
    most = Math.max(most, Math.abs(a[i] - b[i]));
    largest = Math.max(largest, Math.abs(b[i]));
  }
  return most / largest;
};

/** Output, gradient of the input and of every weight, for a slope that differs everywhere. */
const passes = (layer: Layer, x: tensors.Tensor, settings: object = {}): Float32Array[] =>
  tensors.tidy(() => {
    const output = layer.apply(x, settings) as tensors.Tensor;
    const loss = (input: tensors.Tensor): tensors.Scalar => {
      const value = layer.apply(input, settings) as tensors.Tensor;
      return tensors.sum(tensors.mul(value, wave(value.shape, 0.77)));
    };
    const { grads } = tensors.variableGrads(() => loss(x));
    const inputGradient = tensors.grad(loss)(x);
    const names = Object.keys(grads).sort();
    return [output, inputGradient, ...names.map((name) => grads[name])].map(numbersOf);
  });

const pair = (settings: Settings, module: WebAssembly.Module, inputs: number, scale: number) => {
  const stock = tensors.layers.lstm({
    ...settings,
    kernelInitializer: 'zeros',
    recurrentInitializer: 'zeros',
  });
  const fused = fusedLstm(
    tensors,
    module,
  )({ ...settings, kernelInitializer: 'zeros', recurrentInitializer: 'zeros' });
  const { units } = settings;
  const x = tensors.zeros([1, 2, inputs]);
  const weights = [
    wave([inputs, 4 * units], 0.61, scale),
    wave([units, 4 * units], 0.43, scale / Math.sqrt(units)),
  ];
  for (const layer of [stock, fused]) {
    layer.apply(x);
    layer.setWeights(layer.getWeights().map((weight, k) => weights[k] ?? wave(weight.shape, 0.3, scale)));
  }
  return { stock, fused };
};

const expectEqual = (fused: Layer, stock: Layer, x: tensors.Tensor, settings: object = {}) => {
  const wanted = passes(stock, x, settings);
  passes(fused, x, settings).forEach((numbers, k) => {
    expect(difference(numbers, wanted[k])).toBeLessThanOrEqual(EQUAL);
  });
};

beforeAll(async () => {
  await openTensors();
});

describe.each(BUILDS)('the fused layer with %s', (name) => {
  const module = compiled(name);
  const sigmoid = { recurrentActivation: 'sigmoid' } as const;

  test.each([
    [2, 1, 4, 1, 1],
    [2, 4, 8, 3, 1],
    [7, 5, 12, 5, 1],
    [33, 3, 8, 25, 1],
    [60, 7, 16, 1, 1],
    [100, 6, 20, 9, 0.5],
    [250, 2, 8, 3, 1],
    [60, 3, 80, 25, 0.7],
    [40, 5, 8, 3, 8],
    [120, 2, 8, 2, 12],
    [60, 2, 8, 2, 30],
  ])(
    'equals the stock layer and its gradients: %i steps, %i sequences, %i units, %i inputs, weights up to %d',
    (steps, count, units, inputs, scale) => {
      for (const returnSequences of [true, false]) {
        const { stock, fused } = pair({ units, returnSequences, ...sigmoid }, module, inputs, scale);
        expectEqual(fused, stock, wave([count, steps, inputs], 0.21));
      }
    },
  );

  test('where weights are so large that rounding grows from step to step, it is as near to the truth as stock', () => {
    const sizes = { count: 2, steps: 250, inputs: 2, units: 8 };
    const { stock, fused } = pair({ units: 8, returnSequences: true, ...sigmoid }, module, 2, 30);
    const x = wave([2, 250, 2], 0.21);
    const [kernel, recurrent, bias] = stock.getWeights().map(numbersOf);
    const slope = numbersOf(wave([2, 250, 8], 0.77));
    const exact = exactLstm({ ...sizes, x: numbersOf(x), kernel, recurrent, bias, slope });
    const wanted = [exact.output, exact.input, exact.bias, exact.kernel, exact.recurrent];
    const furthest = (layer: Layer) =>
      Math.max(...passes(layer, x).map((numbers, k) => difference(numbers, wanted[k])));
    expect(furthest(fused)).toBeLessThanOrEqual(furthest(stock));
  });

  test('a backward pass belongs to its own forward pass, whatever came between', () => {
    const { stock, fused } = pair({ units: 8, ...sigmoid }, module, 3, 1);
    const x = wave([5, 9, 3], 0.21);
    const other = wave([2, 4, 3], 0.9);
    const shared = (layer: Layer) =>
      tensors.tidy(() => {
        const twice = (input: tensors.Tensor): tensors.Scalar => {
          const first = layer.apply(input) as tensors.Tensor;
          layer.apply(other);
          return tensors.sum(tensors.add(first, layer.apply(tensors.mul(input, 0.5)) as tensors.Tensor));
        };
        return numbersOf(tensors.grad(twice)(x));
      });
    expect(difference(shared(fused), shared(stock))).toBeLessThanOrEqual(EQUAL);
  });

  test('a later pass of fewer sequences sees nothing of an earlier one', () => {
    const { stock, fused } = pair({ units: 8, ...sigmoid }, module, 3, 1);
    for (const count of [8, 5, 6, 1]) expectEqual(fused, stock, wave([count, 9, 3], 0.21));
  });

  test.each([
    ['a number of units that is no multiple of 4', { units: 6, ...sigmoid }, {}],
    ['the default recurrent activation', { units: 8 }, {}],
    ['another activation', { units: 8, activation: 'relu', ...sigmoid }, {}],
    ['no bias', { units: 8, useBias: false, ...sigmoid }, {}],
    ['the other direction', { units: 8, goBackwards: true, ...sigmoid }, {}],
    ['a mask', { units: 8, ...sigmoid }, { mask: true }],
    ['states', { units: 8, ...sigmoid }, { initialState: true }],
  ] as const)('goes to the stock call for %s', (_, settings, call) => {
    const { stock, fused } = pair(settings, module, 3, 1);
    const x = wave([4, 9, 3], 0.21);
    const given = {
      ...('mask' in call && {
        mask: tensors.tensor2d(
          Array.from({ length: 36 }, (__, i) => i % 9 > 2),
          [4, 9],
        ),
      }),
      ...('initialState' in call && { initialState: [wave([4, 8], 0.2), wave([4, 8], 0.5)] }),
    };
    expectEqual(fused, stock, x, given);
  });

  test('is saved as a plain LSTM that stock TensorFlow.js loads', async () => {
    const { fused } = pair({ units: 8, inputShape: [9, 3], ...sigmoid }, module, 3, 1);
    const model = tensors.sequential({ layers: [fused, tensors.layers.dense({ units: 2 })] });
    const x = wave([4, 9, 3], 0.21);
    let saved: tensors.io.ModelArtifacts = {};
    await model.save(
      tensors.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    expect(JSON.stringify(saved.modelTopology)).toContain('"class_name":"LSTM"');
    const stock = await tensors.loadLayersModel(tensors.io.fromMemory(saved));
    const [given, wanted] = [model, stock].map((one) => numbersOf(one.predict(x) as tensors.Tensor));
    expect(difference(given, wanted)).toBeLessThanOrEqual(EQUAL);
  });

  test('twenty fits leave no tensor, and the memory of the kernel stays as it is', async () => {
    const kept: number[] = [];
    const once = async () => {
      const layer = fusedLstm(tensors, module)({ units: 8, inputShape: [6, 2], ...sigmoid });
      const model = tensors.sequential({ layers: [layer, tensors.layers.dense({ units: 1 })] });
      const optimizer = tensors.train.adam(0.01);
      model.compile({ loss: 'meanSquaredError', optimizer });
      const [x, y] = [wave([10, 6, 2], 0.2), wave([10, 1], 0.4)];
      const history = await model.fit(x, y, { batchSize: 4, epochs: 2, verbose: 0 });
      expect(Number(history.history.loss[1])).toBeGreaterThan(0);
      tensors.dispose([x, y]);
      model.dispose();
      optimizer.dispose();
    };
    for (let fit = 0; fit < 20; fit++) {
      await once();
      kept.push(tensors.memory().numTensors);
    }
    expect(new Set(kept).size).toBe(1);
  });

  test('gradients that vanish are zero and not denormal', () => {
    const kernel = new LstmKernel(module);
    const shape = { count: 4, steps: 250, inputs: 1, units: 4 };
    const weights = {
      kernel: new Float32Array(16),
      recurrent: new Float32Array(64),
      bias: new Float32Array(16).fill(-3),
    };
    kernel.forward(shape, new Float32Array(1000).fill(1), weights);
    const slope = new Float32Array(4000);
    for (let b = 0; b < 4; b++) slope.fill(1, (b * 250 + 249) * 4, (b + 1) * 1000);
    const { kernel: gradient, bias } = kernel.backward(slope);
    for (const value of [...gradient, ...bias]) expect(value === 0 || Math.abs(value) > 1e-30).toBe(true);
  });
});

describe('a repeatable kernel', () => {
  test('gives the same bits again', () => {
    const [one, other] = [0, 1].map(() => {
      const { fused } = pair({ units: 8, recurrentActivation: 'sigmoid' }, compiled('lstm.wasm'), 3, 1);
      return passes(fused, wave([5, 30, 3], 0.21));
    });
    expect(one).toEqual(other);
  });
});
