import { z } from 'zod';
import { lagGram } from '../numbers/lag-gram.ts';
import { ridgeSolution } from '../numbers/ridge-solution.ts';
import type { EncodedModel, RecurrentModel } from './recurrent-model.ts';

const autoregressionHeader = z.object({ order: z.int().positive() });

/**
 * Linear autoregression with exogenous inputs: next value = w·[x_{t−L+1} … x_t; 1; inputs at t], L the order (Box &
 * Jenkins 1970). Least squares with a ridge (Hoerl & Kennard 1970) in closed form; the state is the last L values.
 */
export class Autoregression implements RecurrentModel {
  readonly order: number;
  readonly inputs: number;
  readonly weights: Float64Array;

  /** @param weights of the lags, oldest first, of 1, and of each input */
  constructor(order: number, inputs: number, weights: Float64Array) {
    this.order = order;
    this.inputs = inputs;
    this.weights = weights;
  }

  get stateSize(): number {
    return this.order;
  }

  encode(): EncodedModel {
    return { header: { order: this.order }, columns: { weights: this.weights } };
  }

  /** @returns null when the parts do not belong together */
  static decode(
    header: Record<string, unknown>,
    { weights }: Readonly<Record<string, Float64Array>>,
    inputs: number,
  ): Autoregression | null {
    const parsed = autoregressionHeader.safeParse(header);
    if (!parsed.success || weights?.length !== parsed.data.order + inputs) return null;
    return new Autoregression(parsed.data.order, inputs, weights);
  }

  advance(state: Float32Array, sample: ArrayLike<number>): number {
    const { order, inputs, weights } = this;
    state.copyWithin(0, 1);
    state[order - 1] = sample[0];
    let next = weights[order];
    for (let lag = 0; lag < order; lag++) next += weights[lag] * state[lag];
    for (let k = 1; k < inputs; k++) next += weights[order + k] * sample[k];
    return next;
  }

  /**
   * The weights that predict the next of `columns[0]` best in the least squares sense, with a penalty of `ridge` times
   * the mean of the Gram diagonal on every weight. Only windows that lie inside the columns count.
   */
  static fit(columns: readonly Float64Array[], order: number, ridge: number): Autoregression {
    const { gram, moments } = momentsOf(columns, order);
    return new Autoregression(order, columns.length, ridgeSolution(gram, moments, ridge));
  }
}

/** Lower triangle of the Gram matrix of [lags; 1; inputs] and its products with the next value: O(N·L), not O(N·L²). */
const momentsOf = ([values, ...inputs]: readonly Float64Array[], order: number) => {
  const windows = Math.max(0, values.length - order);
  const beside = [new Float64Array(values.length).fill(1), ...inputs];
  const size = order + beside.length;
  const gram = new Float64Array(size * size);
  const moments = new Float64Array(size);
  const lags = lagGram(values, order, 1);
  for (let row = 0; row < order; row++) {
    gram.set(lags.subarray(row * (order + 1), row * (order + 1) + order), row * size);
    moments[row] = lags[row * (order + 1) + order];
  }
  beside.forEach((column, k) => {
    const now = column.subarray(order - 1, order - 1 + windows);
    const row = (order + k) * size;
    for (let lag = 0; lag < order; lag++) gram[row + lag] = productSum(now, values.subarray(lag));
    for (let j = 0; j <= k; j++) gram[row + order + j] = productSum(now, beside[j].subarray(order - 1));
    moments[order + k] = productSum(now, values.subarray(order));
  });
  return { gram, moments };
};

const productSum = (one: Float64Array, other: Float64Array): number => {
  let sum = 0;
  for (let t = 0; t < one.length; t++) sum += one[t] * other[t];
  return sum;
};
