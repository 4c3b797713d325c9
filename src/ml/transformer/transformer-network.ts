import { z } from 'zod';
import { InsufficientDataError } from '../../errors.ts';
import { clampFinite } from '../forecasting/point-model.ts';
import { usableCount } from '../numbers/missing-values.ts';
import { RandomStream } from '../numbers/random-stream.ts';
import { EncoderPass, type EncoderWeights } from './encoder-pass.ts';
import { type EncoderSizes, encoderSizes, weightShapes } from './encoder-sizes.ts';
import { type HistoryWindow, historyWindow } from './forecast-window.ts';
import { softplus } from './quantile-ladder.ts';

/** What the network says of the steps after an origin, in the unit of the sensor. */
export interface HeadPath {
  /** The median. */
  readonly point: Float64Array;
  /** How far the ends of the highest level lie above and below it, ≥ 0; 0 after a constant history. */
  readonly above: Float64Array;
  readonly below: Float64Array;
}

const header = z.object({ sizes: encoderSizes });

/** A trained encoder, ready to forecast; several sensors may share it. */
export class TransformerNetwork {
  readonly sizes: EncoderSizes;
  readonly #weights: EncoderWeights;
  readonly #pass: EncoderPass;

  constructor(sizes: EncoderSizes, weights: EncoderWeights) {
    this.sizes = sizes;
    this.#weights = weights;
    this.#pass = new EncoderPass(sizes, weights);
  }

  get lookback(): number {
    return this.sizes.tokens * this.sizes.patch;
  }

  /** Usable samples that a forecast asks for. */
  get minimumHistory(): number {
    return this.sizes.patch;
  }

  /** Whether the samples before an origin are enough. */
  hasHistory(values: Float64Array, origin: number): boolean {
    return this.#usable(values, origin) >= this.minimumHistory;
  }

  /**
   * From the samples before `origin`; later ones are never read.
   * @throws InsufficientDataError
   */
  path(values: Float64Array, origin: number, steps: number): HeadPath {
    const { window, unit } = this.#window(values, origin);
    const { medians, spreads } = this.#pass.run(window, steps);
    const levels = this.sizes.levels.length;
    const reach = (step: number, side: number): number => {
      let sum = 0;
      for (let k = 0; k < levels; k++) sum += softplus(spreads[(2 * step + side) * levels + k]);
      return clampFinite(sum * window.scale * unit);
    };
    return {
      point: medians.map((median) => clampFinite((window.level + window.scale * median) * unit)),
      above: medians.map((_, step) => reach(step, 0)),
      below: medians.map((_, step) => reach(step, 1)),
    };
  }

  /**
   * Medians with activations left out as in training (Gal & Ghahramani 2016): how they differ shows what the network is
   * unsure of. The same seed gives the same paths.
   * @throws InsufficientDataError
   */
  sampledPaths(values: Float64Array, count: number, steps: number, seed: number): Float64Array[] {
    const { window, unit } = this.#window(values, values.length);
    const { horizon } = this.sizes;
    return Array.from({ length: count }, (_, k) => {
      const { medians } = this.#pass.run(window, horizon, new RandomStream(seed, k));
      return medians
        .subarray(0, steps)
        .map((median) => clampFinite((window.level + window.scale * median) * unit));
    });
  }

  encode() {
    return { header: { sizes: this.sizes }, columns: this.#weights };
  }

  /** @returns null when the parts do not belong together */
  static decode(
    description: Record<string, unknown>,
    columns: Readonly<Record<string, Float64Array>>,
  ): TransformerNetwork | null {
    const parsed = header.safeParse(description);
    if (!parsed.success) return null;
    const shapes = weightShapes(parsed.data.sizes);
    const isWhole = shapes.every(([name, shape]) => {
      const size = shape.reduce((product, side) => product * side, 1);
      return columns[name]?.length === size && columns[name].every(Number.isFinite);
    });
    if (!isWhole) return null;
    const weights = shapes.map(([name]) => [name, Float32Array.from(columns[name])] as const);
    return new TransformerNetwork(parsed.data.sizes, Object.fromEntries(weights));
  }

  #window(values: Float64Array, origin: number): HistoryWindow {
    const usable = this.#usable(values, origin);
    if (usable < this.minimumHistory) throw new InsufficientDataError(this.minimumHistory, usable);
    return historyWindow(values, origin, this.sizes);
  }

  #usable(values: Float64Array, origin: number): number {
    return usableCount(values.subarray(Math.max(0, origin - this.lookback), origin));
  }
}
