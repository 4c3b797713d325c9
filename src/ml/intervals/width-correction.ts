import type { ConformalBands } from '../forecasting/conformal-bands.ts';
import { TAILS } from './tails.ts';

/** The correction stays between e^−1.5 and e^2.5: a sensor at rest must not need months to get its band back. */
const NARROWEST = -1.5;
const WIDEST = 2.5;

/**
 * The log factor θ of the width for each tail and each block of steps, moved by what was missed (Gibbs & Candès 2021, on the
 * log scale): θ ← θ + gain · weight · (share missed − share that should be).
 */
export class WidthCorrection {
  readonly block: number;
  readonly #blocks: number;
  readonly #gain: number;
  /** A row of blocks a tail. */
  readonly #theta: Float64Array;

  constructor(horizon: number, block: number, gain: number, theta?: Float64Array) {
    this.block = block;
    this.#blocks = Math.ceil(horizon / block);
    this.#gain = gain;
    this.#theta = theta ?? new Float64Array(TAILS.length * this.#blocks);
  }

  /** Numbers of its state. */
  static size(horizon: number, block: number): number {
    return TAILS.length * Math.ceil(horizon / block);
  }

  /** Factors of the width by tail, of the block of a step. */
  factorsAt(step: number): Float64Array {
    const b = Math.floor(step / this.block);
    return Float64Array.from(TAILS, (_, tail) => Math.exp(this.#theta[tail * this.#blocks + b]));
  }

  /**
   * Learns from the residuals of block `b` of one path, in units of the scale; those that are NaN do not count.
   * @param floor narrowest half-width, in the same unit
   */
  learn(bands: ConformalBands, residuals: Float64Array, b: number, weight: number, floor: number): void {
    const missed = new Float64Array(TAILS.length);
    const factors = this.factorsAt(b * this.block);
    let known = 0;
    for (let step = b * this.block; step < Math.min(residuals.length, (b + 1) * this.block); step++) {
      const residual = residuals[step];
      if (Number.isNaN(residual)) continue;
      known++;
      let reach = floor;
      for (let tail = 0; tail < TAILS.length; tail++) {
        const end = residual > 0 ? bands.above(tail, step) : bands.below(tail, step);
        reach = Math.max(reach, factors[tail] * end);
        if (Math.abs(residual) > reach) missed[tail]++;
      }
    }
    if (known === 0) return;
    for (let tail = 0; tail < TAILS.length; tail++) {
      const at = tail * this.#blocks + b;
      const moved = this.#theta[at] + this.#gain * weight * (missed[tail] / known - 2 * TAILS[tail]);
      this.#theta[at] = Math.min(WIDEST, Math.max(NARROWEST, moved));
    }
  }

  save(): Float64Array {
    return this.#theta.slice();
  }
}
