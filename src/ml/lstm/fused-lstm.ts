import type * as tf from '@tensorflow/tfjs';
import { LstmKernel, type LstmShape, type LstmWeights } from './lstm-kernel.ts';

type Tf = typeof tf;
type Inputs = tf.Tensor | tf.Tensor[];
type CallSettings = Readonly<Record<string, unknown>> | null | undefined;
type LstmSettings = Parameters<Tf['layers']['lstm']>[0];

/** The stock layer with what it has and does not publish. */
interface StockLstm extends tf.layers.Layer {
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly cell: {
    readonly units: number;
    readonly useBias: boolean;
    readonly dropout: number;
    readonly recurrentDropout: number;
    readonly activation: { getClassName(): string };
    readonly recurrentActivation: { getClassName(): string };
    readonly kernel: tf.LayerVariable;
    readonly recurrentKernel: tf.LayerVariable;
    readonly bias: tf.LayerVariable;
  };
}

type StockLstmClass = new (settings: LstmSettings) => StockLstm;

/**
 * Makes stock LSTM layers whose `call` runs a whole sequence in one SIMD kernel, forward and backward. Everything else
 * stays the stock layer's: settings, weights and their names, saving (as class `LSTM`, so that stock TensorFlow.js loads
 * it). What the kernel cannot do goes to the stock call: masks, states in or out, `goBackwards`, dropout inside the cell,
 * activations other than tanh and sigmoid, no bias, a number of units that is not a multiple of 4.
 */
export const fusedLstm = (
  tensors: Tf,
  module: WebAssembly.Module,
): ((settings: LstmSettings) => tf.layers.Layer) => {
  const { LSTM } = tensors.serialization.SerializationMap.getMap().classNameMap;
  const Stock = LSTM[0] as unknown as StockLstmClass;

  class FusedLstm extends Stock {
    static readonly className = 'LSTM';
    readonly #kernel = new LstmKernel(module);

    override call(inputs: Inputs, settings: CallSettings): Inputs {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const states = settings?.mask ?? settings?.initialState ?? (Array.isArray(inputs) ? inputs[1] : null);
      if (states != null || !isFusible(this)) return super.call(inputs, settings ?? {});
      return tensors.tidy(() => wholeSequence(tensors, this.#kernel, this, x as tf.Tensor3D));
    }
  }

  return (settings) => new FusedLstm(settings);
};

const isFusible = ({ returnState, goBackwards, stateful, cell }: StockLstm): boolean =>
  !returnState &&
  !goBackwards &&
  !stateful &&
  cell.useBias &&
  cell.dropout === 0 &&
  cell.recurrentDropout === 0 &&
  cell.units % 4 === 0 &&
  cell.activation.getClassName() === 'tanh' &&
  cell.recurrentActivation.getClassName() === 'sigmoid';

const wholeSequence = (tensors: Tf, lstm: LstmKernel, layer: StockLstm, x: tf.Tensor3D): tf.Tensor => {
  const [count, steps, inputs] = x.shape;
  const { units, kernel, recurrentKernel, bias } = layer.cell;
  const shape: LstmShape = { count, steps, inputs, units };
  // The wasm backend copies at once what it is given; others may keep it.
  const given = (numbers: Float32Array) => (tensors.getBackend() === 'wasm' ? numbers : numbers.slice());
  const pass = tensors.customGrad((...parts) => {
    const [input, ...weights] = parts.slice(0, 4) as tf.Tensor[];
    const forward = () => lstm.forward(shape, input.dataSync() as Float32Array, weightsOf(weights));
    const h = forward();
    const made = lstm.passes;
    const last = layer.returnSequences ? h : lastSteps(h, shape);
    return {
      value: layer.returnSequences
        ? tensors.tensor3d(given(h), [count, steps, units])
        : tensors.tensor2d(last, [count, units]),
      gradFunc: (slope: tf.Tensor) => {
        if (lstm.passes !== made) forward();
        const above = slope.dataSync() as Float32Array;
        const slopes = lstm.backward(layer.returnSequences ? above : spreadToLastStep(above, shape));
        return [
          tensors.tensor3d(given(slopes.input), [count, steps, inputs]),
          tensors.tensor2d(given(slopes.kernel), [inputs, 4 * units]),
          tensors.tensor2d(given(slopes.recurrent), [units, 4 * units]),
          tensors.tensor1d(given(slopes.bias)),
        ];
      },
    };
  });
  return pass(x, kernel.read(), recurrentKernel.read(), bias.read());
};

const weightsOf = ([kernel, recurrent, bias]: readonly tf.Tensor[]): LstmWeights => ({
  kernel: kernel.dataSync() as Float32Array,
  recurrent: recurrent.dataSync() as Float32Array,
  bias: bias.dataSync() as Float32Array,
});

/** [count, steps, units] to [count, units] */
const lastSteps = (h: Float32Array, { count, steps, units }: LstmShape): Float32Array => {
  const last = new Float32Array(count * units);
  for (let b = 0; b < count; b++) {
    const end = (b + 1) * steps * units;
    last.set(h.subarray(end - units, end), b * units);
  }
  return last;
};

/** [count, units] to [count, steps, units], zero before the last step */
const spreadToLastStep = (slope: Float32Array, { count, steps, units }: LstmShape): Float32Array => {
  const spread = new Float32Array(count * steps * units);
  for (let b = 0; b < count; b++) {
    spread.set(slope.subarray(b * units, (b + 1) * units), ((b + 1) * steps - 1) * units);
  }
  return spread;
};
