import type * as tf from '@tensorflow/tfjs';
import type { RandomStream } from '../numbers/random-stream.ts';
import { Attention } from './attention.ts';
import { type EncoderSizes, NORM_EPSILON } from './encoder-sizes.ts';
import { positionalEncoding } from './positional-encoding.ts';
import { ladderLoss } from './quantile-ladder.ts';
import type { WindowBatch } from './training-windows.ts';

type Tf = typeof tf;
type Weights = Readonly<Record<string, tf.Tensor>>;

/** Raw numbers of the heads: medians [count, horizon], spreads [count, horizon · 2 · levels]. */
export interface EncoderOutput {
  readonly medians: tf.Tensor;
  readonly spreads: tf.Tensor;
}

/**
 * The encoder in TensorFlow.js (Vaswani et al. 2017, normalisation before each part): patches are embedded as tokens and
 * given their position; each layer adds attention and a feed-forward part; the median of every step is read from all
 * tokens, the spreads from the newest. Attention runs in plain code on the numbers of the backend, which for so few
 * tokens is faster than a product for each window and head.
 */
export class EncoderGraph {
  readonly #tensors: Tf;
  readonly #sizes: EncoderSizes;
  readonly #positions: Float32Array;
  readonly #looking: Attention;

  constructor(tensors: Tf, sizes: EncoderSizes) {
    this.#tensors = tensors;
    this.#sizes = sizes;
    this.#positions = positionalEncoding(sizes.tokens, sizes.dModel);
    this.#looking = new Attention(sizes);
  }

  /** @param dropout the stream of what is left out; null to leave out nothing */
  run(
    weights: Weights,
    { count, samples, firsts }: WindowBatch,
    dropout: RandomStream | null,
  ): EncoderOutput {
    const { tokens, patch, dModel, layers } = this.#sizes;
    const patches = this.#tensors.tensor2d(samples, [count * tokens, patch]);
    const embedded = this.#tensors.reshape(dense(this.#tensors, weights, 'embed', patches), [
      -1,
      tokens,
      dModel,
    ]);
    const placed = this.#tensors.add(embedded, this.#tensors.tensor2d(this.#positions, [tokens, dModel]));
    let x: tf.Tensor = this.#drop(this.#tensors.reshape(placed, [-1, dModel]), dropout);
    for (let k = 0; k < layers; k++) x = this.#layer(weights, k, x, firsts, dropout);
    const ends = this.#tensors.mul(norm(this.#tensors, weights, 'after', x), this.#whole(firsts));
    const all = this.#tensors.reshape(ends, [count, tokens * dModel]) as tf.Tensor2D;
    const newest = this.#tensors.slice(all, [0, (tokens - 1) * dModel], [count, dModel]);
    return {
      medians: dense(this.#tensors, weights, 'median', this.#drop(all, dropout)),
      spreads: dense(this.#tensors, weights, 'spread', newest),
    };
  }

  /** Mean over windows and steps of the weighted pinball loss, as a scalar. */
  loss({ medians, spreads }: EncoderOutput, { count, targets, counts }: WindowBatch): tf.Scalar {
    const tensors = this.#tensors;
    const { levels, horizon } = this.#sizes;
    const compared = tensors.customGrad((...parts) => {
      const [median, spread] = parts as tf.Tensor[];
      const numbers = { medians: numbersOf(median), spreads: numbersOf(spread) };
      const { loss, medianSlopes, spreadSlopes } = ladderLoss({ ...numbers, targets, counts, levels });
      return {
        value: tensors.scalar(loss),
        gradFunc: (slope: tf.Tensor) => [
          tensors.mul(tensors.tensor(medianSlopes, median.shape), slope),
          tensors.mul(tensors.tensor(spreadSlopes, spread.shape), slope),
        ],
      };
    });
    return tensors.div(compared(medians, spreads), count * horizon) as tf.Scalar;
  }

  #layer(
    weights: Weights,
    k: number,
    x: tf.Tensor,
    firsts: Uint32Array,
    dropout: RandomStream | null,
  ): tf.Tensor {
    const tensors = this.#tensors;
    const looked = this.#attention(
      dense(tensors, weights, `${k}.queryKeyValue`, norm(tensors, weights, `${k}.before`, x)),
      firsts,
    );
    const mixed = tensors.add(x, this.#drop(dense(tensors, weights, `${k}.mix`, looked), dropout));
    const wide = tensors.relu(
      dense(tensors, weights, `${k}.widen`, norm(tensors, weights, `${k}.between`, mixed)),
    );
    return tensors.add(mixed, this.#drop(dense(tensors, weights, `${k}.narrow`, wide), dropout));
  }

  #attention(qkv: tf.Tensor, firsts: Uint32Array): tf.Tensor {
    const tensors = this.#tensors;
    const { tokens, dModel } = this.#sizes;
    const pass = tensors.customGrad((...parts) => {
      const given = numbersOf(parts[0] as tf.Tensor);
      const out = new Float32Array(firsts.length * tokens * dModel);
      firsts.forEach((first, b) => {
        this.#looking.forward(rows(given, b, tokens * 3 * dModel), first, rows(out, b, tokens * dModel));
      });
      return {
        value: tensors.tensor2d(out, [firsts.length * tokens, dModel]),
        gradFunc: (slope: tf.Tensor) => {
          const slopes = numbersOf(slope);
          const gradient = new Float32Array(given.length);
          firsts.forEach((first, b) => {
            const above = rows(slopes, b, tokens * dModel);
            const below = rows(gradient, b, tokens * 3 * dModel);
            this.#looking.backward(rows(given, b, tokens * 3 * dModel), above, first, below);
          });
          return [tensors.tensor2d(gradient, [firsts.length * tokens, 3 * dModel])];
        },
      };
    });
    return pass(qkv);
  }

  /** 1 for a token, 0 for padding, [count · tokens, 1]. */
  #whole(firsts: Uint32Array): tf.Tensor {
    const { tokens } = this.#sizes;
    const is = Float32Array.from({ length: firsts.length * tokens }, (_, at) =>
      at % tokens < firsts[Math.floor(at / tokens)] ? 0 : 1,
    );
    return this.#tensors.tensor2d(is, [is.length, 1]);
  }

  #drop(x: tf.Tensor, dropout: RandomStream | null): tf.Tensor {
    const { dropout: rate } = this.#sizes;
    if (dropout === null || rate === 0) return x;
    const mask = new Float32Array(x.size);
    const kept = 1 / (1 - rate);
    for (let at = 0; at < mask.length; at++) mask[at] = dropout.uniform() < rate ? 0 : kept;
    return this.#tensors.mul(x, this.#tensors.tensor(mask, x.shape));
  }
}

const numbersOf = (tensor: tf.Tensor): Float32Array => tensor.dataSync() as Float32Array;

const rows = (numbers: Float32Array, index: number, size: number): Float32Array =>
  numbers.subarray(index * size, (index + 1) * size);

const dense = (tensors: Tf, weights: Weights, name: string, x: tf.Tensor): tf.Tensor =>
  tensors.add(tensors.matMul(x as tf.Tensor2D, weights[name] as tf.Tensor2D), weights[`${name}Bias`]);

/** Each row to mean 0 and variance 1, then scaled and shifted (Ba et al. 2016). */
const norm = (tensors: Tf, weights: Weights, name: string, x: tf.Tensor): tf.Tensor => {
  const centred = tensors.sub(x, tensors.mean(x, -1, true));
  const variance = tensors.mean(tensors.square(centred), -1, true);
  const unit = tensors.mul(centred, tensors.rsqrt(tensors.add(variance, NORM_EPSILON)));
  return tensors.add(tensors.mul(unit, weights[`${name}Scale`]), weights[`${name}Shift`]);
};
