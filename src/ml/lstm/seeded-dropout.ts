import type * as tf from '@tensorflow/tfjs';
import type { RandomStream } from '../numbers/random-stream.ts';

type Tf = typeof tf;
type Inputs = tf.Tensor | tf.Tensor[];
type StockDropout = new (settings: { rate: number }) => tf.layers.Layer;

/**
 * The stock dropout layer with masks from a stream of our own: the stock one repeats one mask for ever when it is given
 * a seed, and never repeats a training when it is not. Saved as class `Dropout`.
 */
export const seededDropout = (tensors: Tf, rate: number, random: RandomStream): tf.layers.Layer => {
  const { Dropout } = tensors.serialization.SerializationMap.getMap().classNameMap;
  const Stock = Dropout[0] as unknown as StockDropout;

  class SeededDropout extends Stock {
    static readonly className = 'Dropout';
    #mask = new Float32Array(0);

    override call(inputs: Inputs, settings: Readonly<Record<string, unknown>> | null): Inputs {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      if (settings?.training !== true) return x;
      if (this.#mask.length !== x.size) this.#mask = new Float32Array(x.size);
      fillMask(this.#mask, rate, random);
      return tensors.tidy(() => tensors.mul(x, tensors.tensor(this.#mask, x.shape)));
    }
  }

  return new SeededDropout({ rate });
};

/** Zero with probability `rate`, else 1/(1 − rate). */
const fillMask = (mask: Float32Array, rate: number, random: RandomStream): void => {
  const kept = 1 / (1 - rate);
  for (let i = 0; i < mask.length; i++) mask[i] = random.uniform() < rate ? 0 : kept;
};
