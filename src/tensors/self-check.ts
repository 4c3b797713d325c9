import type * as tf from '@tensorflow/tfjs';
import { fusedLstm } from '../ml/lstm/fused-lstm.ts';

type Tf = typeof tf;

/** Largest difference that counts as equal, as a share of the largest reference value. */
const TOLERANCE = 1e-4;

const wave = (length: number, step: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * step));

/**
 * A small model with everything that training uses, forward and backward: LSTM, dense, softmax, transposed products,
 * slices and sums. The outputs, then each gradient.
 */
const sample = (tensors: Tf, lstm: WebAssembly.Module | null): Float32Array[] =>
  tensors.tidy(() => {
    const settings = { units: 8, recurrentActivation: 'sigmoid', kernelInitializer: 'zeros' } as const;
    const layer = (lstm === null ? tensors.layers.lstm : fusedLstm(tensors, lstm))({
      ...settings,
      recurrentInitializer: 'zeros',
    });
    const x = tensors.tensor3d(wave(3 * 6 * 5, 0.7), [3, 6, 5]);
    layer.apply(x);
    const weights = layer.getWeights();
    layer.setWeights(weights.map(({ size, shape }, k) => tensors.tensor(wave(size, 0.3 + k), shape)));
    const dense = tensors.tensor2d(wave(8 * 4, 1.1), [8, 4]);
    const model = (input: tf.Tensor, w: tf.Tensor): tf.Tensor => {
      const h = tensors.tanh(tensors.matMul(layer.apply(input) as tf.Tensor2D, w as tf.Tensor2D));
      const attention = tensors.softmax(tensors.matMul(h as tf.Tensor2D, h as tf.Tensor2D, false, true));
      const mixed = tensors.matMul(attention, h as tf.Tensor2D);
      return tensors.sum(tensors.square(tensors.concat([mixed, tensors.slice(mixed, [0, 1], [3, 2])], 1)), 0);
    };
    const output = model(x, dense);
    const gradients = tensors.grads((input, w) => tensors.sum(model(input, w)))([x, dense]);
    const read = [output, ...gradients].map((tensor) => Float32Array.from(tensor.dataSync()));
    layer.dispose();
    return read;
  });

/**
 * Runs the same small model on the backend in use and on the cpu backend.
 * @returns what differs, or null. The backend in use stays in use.
 */
export async function selfCheck(tensors: Tf, lstm: WebAssembly.Module | null): Promise<string | null> {
  const backend = tensors.getBackend();
  const given = sample(tensors, lstm);
  await tensors.setBackend('cpu');
  const wanted = sample(tensors, null);
  await tensors.setBackend(backend);
  const names = ['the output', 'the gradient of the input', 'the gradient of the weights'];
  for (const [k, name] of names.entries()) {
    const difference = relativeDifference(given[k], wanted[k]);
    if (!(difference <= TOLERANCE)) return `${name} differs from the cpu backend's by ${difference}`;
  }
  return null;
}

/** max|a − b| / max|b|; NaN when a number is missing. */
const relativeDifference = (a: Float32Array, b: Float32Array): number => {
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < b.length; i++) {
    difference = Math.max(difference, Math.abs(a[i] - b[i]));
    largest = Math.max(largest, Math.abs(b[i]));
  }
  return difference / largest;
};
