import { z } from 'zod';
import type { PredictionWindows } from '../prediction/prediction-windows.ts';
import type { EncodedModel, RecurrentModel } from '../prediction/recurrent-model.ts';
import { LstmKernel, type LstmWeights } from './lstm-kernel.ts';

/** One layer: weights in the layout of Keras, and its sizes. */
export interface LstmLayer extends LstmWeights {
  readonly inputs: number;
  readonly units: number;
}

const networkHeader = z.object({ layers: z.array(z.int().positive()).min(1), ahead: z.int().positive() });

/** Windows that go through the kernel at once. */
const BATCH = 64;

/**
 * Stacked LSTM layers (tanh, sigmoid) and a linear readout of the next values of column 0, ready to be run: reading by
 * reading with carried state, or window by window from a zero state as it was trained.
 */
export class LstmNetwork implements RecurrentModel {
  readonly layers: readonly LstmLayer[];
  /** [units of the last layer, ahead] */
  readonly readout: Float32Array;
  /** [ahead] */
  readonly readoutBias: Float32Array;
  readonly inputs: number;
  readonly stateSize: number;
  readonly #gates: Float64Array;

  constructor(layers: readonly LstmLayer[], readout: Float32Array, readoutBias: Float32Array) {
    this.layers = layers;
    this.readout = readout;
    this.readoutBias = readoutBias;
    this.inputs = layers[0].inputs;
    this.stateSize = layers.reduce((size, { units }) => size + 2 * units, 0);
    this.#gates = new Float64Array(4 * Math.max(...layers.map(({ units }) => units)));
  }

  encode(): EncodedModel {
    const columns = this.layers.flatMap(({ kernel, recurrent, bias }, k) => [
      [`kernel${k}`, kernel],
      [`recurrent${k}`, recurrent],
      [`bias${k}`, bias],
    ]);
    return {
      header: { layers: this.layers.map(({ units }) => units), ahead: this.readoutBias.length },
      columns: { ...Object.fromEntries(columns), readout: this.readout, readoutBias: this.readoutBias },
    };
  }

  /** @returns null when the parts do not belong together */
  static decode(
    header: Record<string, unknown>,
    columns: Readonly<Record<string, Float64Array>>,
    inputs: number,
  ): LstmNetwork | null {
    const sizes = networkHeader.safeParse(header);
    if (!sizes.success) return null;
    const { layers: units, ahead } = sizes.data;
    const single = (name: string, length: number) =>
      columns[name]?.length === length ? Float32Array.from(columns[name]) : null;
    const layers: LstmLayer[] = [];
    for (const [k, size] of units.entries()) {
      const before = k === 0 ? inputs : units[k - 1];
      const kernel = single(`kernel${k}`, before * 4 * size);
      const recurrent = single(`recurrent${k}`, size * 4 * size);
      const bias = single(`bias${k}`, 4 * size);
      if (kernel === null || recurrent === null || bias === null) return null;
      layers.push({ inputs: before, units: size, kernel, recurrent, bias });
    }
    const readout = single('readout', units[units.length - 1] * ahead);
    const readoutBias = single('readoutBias', ahead);
    return readout && readoutBias && new LstmNetwork(layers, readout, readoutBias);
  }

  /** h and c of every layer in turn; the next value is read from the last h. */
  advance(state: Float32Array, sample: ArrayLike<number>): number {
    let input: ArrayLike<number> = sample;
    let at = 0;
    for (const layer of this.layers) {
      const h = state.subarray(at, at + layer.units);
      this.#step(layer, input, h, state.subarray(at + layer.units, at + 2 * layer.units));
      input = h;
      at += 2 * layer.units;
    }
    return this.#read(input, 0);
  }

  /**
   * One step ahead of every window, each from a zero state.
   * @param module compiled from `kernels/lstm.ts`; the units of every layer must be multiples of 4
   */
  overWindows(windows: PredictionWindows, module: WebAssembly.Module): Float64Array {
    const kernels = this.layers.map(() => new LstmKernel(module));
    const expected = new Float64Array(windows.count);
    for (let from = 0; from < windows.count; from += BATCH) {
      const count = Math.min(BATCH, windows.count - from);
      let rows = windows.inputsOf(Uint32Array.from({ length: count }, (_, k) => from + k));
      this.layers.forEach((layer, k) => {
        rows = kernels[k].forward({ count, steps: windows.lookback, ...layer }, rows, layer);
      });
      const { units } = this.layers[this.layers.length - 1];
      for (let k = 0; k < count; k++) {
        const end = (k + 1) * windows.lookback * units;
        expected[from + k] = this.#read(rows.subarray(end - units, end), 0);
      }
    }
    return expected;
  }

  #step(
    { units, kernel, recurrent, bias }: LstmLayer,
    x: ArrayLike<number>,
    h: Float32Array,
    c: Float32Array,
  ) {
    const z = this.#gates.subarray(0, 4 * units);
    z.set(bias);
    addProduct(z, kernel, x);
    addProduct(z, recurrent, h);
    for (let u = 0; u < units; u++) {
      c[u] = sigmoid(z[units + u]) * c[u] + sigmoid(z[u]) * Math.tanh(z[2 * units + u]);
      h[u] = sigmoid(z[3 * units + u]) * Math.tanh(c[u]);
    }
  }

  #read(h: ArrayLike<number>, step: number): number {
    const ahead = this.readoutBias.length;
    let sum = this.readoutBias[step];
    for (let u = 0; u < h.length; u++) sum += h[u] * this.readout[u * ahead + step];
    return sum;
  }
}

/** z += x·weights, weights [x, z]; four rows at a time, so that z is read and written a quarter as often. */
const addProduct = (z: Float64Array, weights: Float32Array, x: ArrayLike<number>): void => {
  const { length } = z;
  let k = 0;
  for (; k + 4 <= x.length; k += 4) {
    const [a, b, c, d] = [x[k], x[k + 1], x[k + 2], x[k + 3]];
    if (a === 0 && b === 0 && c === 0 && d === 0) continue;
    const first = k * length;
    for (let j = 0; j < length; j++) {
      const at = first + j;
      z[j] +=
        a * weights[at] +
        b * weights[at + length] +
        c * weights[at + 2 * length] +
        d * weights[at + 3 * length];
    }
  }
  for (; k < x.length; k++) for (let j = 0; j < length; j++) z[j] += x[k] * weights[k * length + j];
};

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
