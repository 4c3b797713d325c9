import { z } from 'zod';
import { RandomStream } from '../numbers/random-stream.ts';
import { ridgeSolution } from '../numbers/ridge-solution.ts';
import type { EncodedModel, RecurrentModel } from './recurrent-model.ts';

/** A fixed random network; only what reads it is learnt. */
export interface ReservoirSettings {
  readonly units: number;
  /** Connections into each unit. */
  readonly inDegree: number;
  readonly spectralRadius: number;
  /** Share of the new activation in each step, in (0, 1]. */
  readonly leak: number;
  readonly inputScale: number;
  readonly seed: number;
}

/** Rows of a sparse matrix: `inDegree` columns and weights each. */
interface Reservoir {
  readonly sources: Uint16Array;
  readonly weights: Float64Array;
  /** [units, 1 + inputs]: a bias and the sample. */
  readonly entry: Float64Array;
}

const POWER_STEPS = 200;

const reservoirHeader = z.object({
  units: z.int().positive(),
  inDegree: z.int().positive(),
  spectralRadius: z.number(),
  leak: z.number(),
  inputScale: z.number(),
  seed: z.int(),
});

/**
 * An echo-state network (Jaeger 2001; leaky units as in Lukoševičius 2012): r ← (1−a)·r + a·tanh(W·r + V·[1; sample]),
 * next value = w·[1; sample; r]. The same settings and inputs give the same network.
 */
export class EchoState implements RecurrentModel {
  readonly settings: ReservoirSettings;
  readonly inputs: number;
  readonly readout: Float64Array;
  readonly #reservoir: Reservoir;
  readonly #next: Float64Array;

  /** @param readout weights of [1; sample; r] */
  constructor(settings: ReservoirSettings, inputs: number, readout: Float64Array) {
    this.settings = settings;
    this.inputs = inputs;
    this.readout = readout;
    this.#reservoir = reservoirOf(settings, inputs);
    this.#next = new Float64Array(settings.units);
  }

  get stateSize(): number {
    return this.settings.units;
  }

  encode(): EncodedModel {
    return { header: { ...this.settings }, columns: { readout: this.readout } };
  }

  /** @returns null when the parts do not belong together */
  static decode(
    header: Record<string, unknown>,
    { readout }: Readonly<Record<string, Float64Array>>,
    inputs: number,
  ): EchoState | null {
    const settings = reservoirHeader.safeParse(header);
    if (!settings.success || readout?.length !== 1 + inputs + settings.data.units) return null;
    return new EchoState(settings.data, inputs, readout);
  }

  advance(state: Float32Array, sample: ArrayLike<number>): number {
    this.#step(state, sample);
    let next = this.readout[0];
    for (let k = 0; k < this.inputs; k++) next += this.readout[1 + k] * sample[k];
    for (let u = 0; u < state.length; u++) next += this.readout[1 + this.inputs + u] * state[u];
    return next;
  }

  /**
   * The network whose readout predicts the next of `columns[0]` best in the least squares sense, with a penalty of
   * `ridge` times the mean of the Gram diagonal on every weight.
   * @param washout samples at the beginning that only set the state
   */
  static fit(
    settings: ReservoirSettings,
    columns: readonly Float64Array[],
    ridge: number,
    washout: number,
  ): EchoState {
    const inputs = columns.length;
    const size = 1 + inputs + settings.units;
    const walker = new EchoState(settings, inputs, new Float64Array(size));
    const gram = new Float64Array(size * size);
    const moments = new Float64Array(size);
    const features = new Float64Array(size).fill(1, 0, 1);
    const state = new Float32Array(settings.units);
    for (let t = 0; t + 1 < columns[0].length; t++) {
      for (let k = 0; k < inputs; k++) features[1 + k] = columns[k][t];
      walker.#step(state, features.subarray(1, 1 + inputs));
      if (t < washout) continue;
      features.set(state, 1 + inputs);
      accumulate(gram, moments, features, columns[0][t + 1]);
    }
    return new EchoState(settings, inputs, ridgeSolution(gram, moments, ridge));
  }

  #step(state: Float32Array, sample: ArrayLike<number>): void {
    const { sources, weights, entry } = this.#reservoir;
    const { units, inDegree, leak } = this.settings;
    const width = 1 + this.inputs;
    for (let u = 0; u < units; u++) {
      let sum = entry[u * width];
      for (let k = 0; k < this.inputs; k++) sum += entry[u * width + 1 + k] * sample[k];
      for (let k = u * inDegree; k < (u + 1) * inDegree; k++) sum += weights[k] * state[sources[k]];
      this.#next[u] = (1 - leak) * state[u] + leak * Math.tanh(sum);
    }
    state.set(this.#next);
  }
}

const reservoirOf = (settings: ReservoirSettings, inputs: number): Reservoir => {
  const { units, inDegree, spectralRadius, inputScale, seed } = settings;
  const random = new RandomStream(seed, 100);
  const sources = Uint16Array.from({ length: units * inDegree }, () => random.below(units));
  const weights = Float64Array.from({ length: units * inDegree }, () => random.normal());
  const entry = Float64Array.from(
    { length: units * (1 + inputs) },
    () => inputScale * (2 * random.uniform() - 1),
  );
  const factor = spectralRadius / radiusOf(sources, weights, units, random);
  return { sources, weights: weights.map((weight) => weight * factor), entry };
};

/** Largest |eigenvalue|, from the growth of a random vector over the later half of many steps (power iteration). */
const radiusOf = (
  sources: Uint16Array,
  weights: Float64Array,
  units: number,
  random: RandomStream,
): number => {
  const inDegree = weights.length / units;
  let vector = Float64Array.from({ length: units }, () => random.normal());
  let growth = 0;
  for (let step = 0; step < POWER_STEPS; step++) {
    const next = new Float64Array(units);
    for (let k = 0; k < weights.length; k++)
      next[Math.floor(k / inDegree)] += weights[k] * vector[sources[k]];
    const length = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0)) || 1;
    if (step >= POWER_STEPS / 2) growth += Math.log(length) / (POWER_STEPS / 2);
    vector = next.map((value) => value / length);
  }
  return Math.exp(growth);
};

/** Only the lower triangle of the Gram matrix. */
const accumulate = (gram: Float64Array, moments: Float64Array, features: Float64Array, target: number) => {
  const size = features.length;
  for (let i = 0; i < size; i++) {
    const feature = features[i];
    moments[i] += feature * target;
    for (let j = 0; j <= i; j++) gram[i * size + j] += feature * features[j];
  }
};
