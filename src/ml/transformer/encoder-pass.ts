import type { RandomStream } from '../numbers/random-stream.ts';
import { Attention } from './attention.ts';
import { type EncoderSizes, NORM_EPSILON } from './encoder-sizes.ts';
import type { ForecastWindow } from './forecast-window.ts';
import { positionalEncoding } from './positional-encoding.ts';

export type EncoderWeights = Readonly<Record<string, Float32Array>>;

/** Of one window, raw: `medians` a number a step, `spreads` 2 · levels of them. */
interface PassOutput {
  readonly medians: Float64Array;
  readonly spreads: Float64Array;
}

/**
 * The forward pass of `EncoderGraph` on plain arrays, window by window: what serves forecasts needs no TensorFlow.js.
 */
export class EncoderPass {
  readonly #sizes: EncoderSizes;
  readonly #weights: EncoderWeights;
  readonly #positions: Float32Array;
  readonly #looking: Attention;

  constructor(sizes: EncoderSizes, weights: EncoderWeights) {
    this.#sizes = sizes;
    this.#weights = weights;
    this.#positions = positionalEncoding(sizes.tokens, sizes.dModel);
    this.#looking = new Attention(sizes);
  }

  /**
   * @param steps 1 to the horizon; what is computed of a step does not depend on it
   * @param dropout where given, activations are left out as in training
   */
  run({ samples, first }: ForecastWindow, steps: number, dropout: RandomStream | null = null): PassOutput {
    const { tokens, patch, dModel, layers, levels } = this.#sizes;
    const x = this.#rows('embed', samples, patch, first);
    for (let at = first * dModel; at < x.length; at++) x[at] += this.#positions[at];
    this.#drop(x, dropout);
    for (let k = 0; k < layers; k++) this.#layer(k, x, first, dropout);
    const ends = this.#norm('after', x, first);
    const newest = ends.slice((tokens - 1) * dModel);
    this.#drop(ends, dropout);
    return {
      medians: this.#read('median', ends, first * dModel, steps),
      spreads: this.#read('spread', newest, 0, steps * 2 * levels.length),
    };
  }

  #layer(k: number, x: Float64Array, first: number, dropout: RandomStream | null): void {
    const { dModel, feedForward } = this.#sizes;
    const qkv = this.#rows(`${k}.queryKeyValue`, this.#norm(`${k}.before`, x, first), dModel, first);
    const looked = new Float64Array(x.length);
    this.#looking.forward(qkv, first, looked);
    const mixed = this.#rows(`${k}.mix`, looked, dModel, first);
    this.#drop(mixed, dropout);
    for (let at = 0; at < x.length; at++) x[at] += mixed[at];
    const wide = this.#rows(`${k}.widen`, this.#norm(`${k}.between`, x, first), dModel, first);
    for (let at = 0; at < wide.length; at++) wide[at] = Math.max(0, wide[at]);
    const narrow = this.#rows(`${k}.narrow`, wide, feedForward, first);
    this.#drop(narrow, dropout);
    for (let at = 0; at < x.length; at++) x[at] += narrow[at];
  }

  /** Every token from `first` on through a matrix; the rows of padding are zero. */
  #rows(name: string, x: Float64Array, inputs: number, first: number): Float64Array {
    const bias = this.#weights[`${name}Bias`];
    const out = new Float64Array(this.#sizes.tokens * bias.length);
    for (let t = first; t < this.#sizes.tokens; t++) {
      const row = out.subarray(t * bias.length, (t + 1) * bias.length);
      row.set(bias);
      addProduct(row, this.#weights[name], x.subarray(t * inputs, (t + 1) * inputs), 0, bias.length);
    }
    return out;
  }

  /** The first `outputs` numbers of x times a matrix; x is zero before `from`. */
  #read(name: string, x: Float64Array, from: number, outputs: number): Float64Array {
    const bias = this.#weights[`${name}Bias`];
    const out = Float64Array.from(bias.subarray(0, outputs));
    addProduct(out, this.#weights[name], x, from, bias.length);
    return out;
  }

  #norm(name: string, x: Float64Array, first: number): Float64Array {
    const { tokens, dModel } = this.#sizes;
    const scale = this.#weights[`${name}Scale`];
    const shift = this.#weights[`${name}Shift`];
    const out = new Float64Array(x.length);
    for (let t = first; t < tokens; t++) {
      const row = x.subarray(t * dModel, (t + 1) * dModel);
      const mean = row.reduce((sum, number) => sum + number, 0) / dModel;
      const squares = row.reduce((sum, number) => sum + (number - mean) ** 2, 0);
      const unit = 1 / Math.sqrt(squares / dModel + NORM_EPSILON);
      for (let k = 0; k < dModel; k++) out[t * dModel + k] = (row[k] - mean) * unit * scale[k] + shift[k];
    }
    return out;
  }

  #drop(x: Float64Array, dropout: RandomStream | null): void {
    const { dropout: rate } = this.#sizes;
    if (dropout === null || rate === 0) return;
    for (let at = 0; at < x.length; at++) x[at] = dropout.uniform() < rate ? 0 : x[at] / (1 - rate);
  }
}

/** out += x from `from` on times the matrix [x, columns], its first `out.length` columns; four rows at a time. */
const addProduct = (
  out: Float64Array,
  matrix: Float32Array,
  x: Float64Array,
  from: number,
  columns: number,
): void => {
  const { length } = out;
  let k = from;
  for (; k + 4 <= x.length; k += 4) {
    const [a, b, c, d] = [x[k], x[k + 1], x[k + 2], x[k + 3]];
    if (a === 0 && b === 0 && c === 0 && d === 0) continue;
    const row = k * columns;
    for (let j = 0; j < length; j++) {
      const at = row + j;
      out[j] +=
        a * matrix[at] +
        b * matrix[at + columns] +
        c * matrix[at + 2 * columns] +
        d * matrix[at + 3 * columns];
    }
  }
  for (; k < x.length; k++) for (let j = 0; j < length; j++) out[j] += x[k] * matrix[k * columns + j];
};
