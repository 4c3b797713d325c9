import type { ReadingRing } from './reading-ring.ts';

/** Mean, population standard deviation and mean absolute step of a window. */
export const FEATURES = 3;

/** Features of the last `window` readings, written into `into`. The ring holds at least `window`. */
export const trailingFeatures = (ring: ReadingRing, window: number, into: Float64Array): void => {
  let sum = 0;
  for (let l = 0; l < window; l++) sum += ring.ago(l);
  const mean = sum / window;
  let squares = 0;
  let steps = 0;
  for (let l = 0; l < window; l++) {
    const value = ring.ago(l);
    squares += (value - mean) ** 2;
    if (l > 0) steps += Math.abs(ring.ago(l - 1) - value);
  }
  into[0] = mean;
  into[1] = Math.sqrt(squares / window);
  into[2] = steps / (window - 1);
};

/**
 * The box that the window features of normal data fill. `exceedance` is Σ_f max(0, (b_f − hi_f)/s_f, (lo_f − b_f)/s_f)
 * with s_f = max(hi_f − lo_f, floor): 0 inside, 1 one box width outside.
 */
export class WindowEnvelope {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly #floor: number;

  constructor(low: Float64Array, high: Float64Array, floor: number) {
    this.low = low;
    this.high = high;
    this.#floor = floor;
  }

  /** @param rows features of the windows, `FEATURES` numbers each, at least one window. */
  static of(rows: readonly Float64Array[], floor: number): WindowEnvelope {
    const low = new Float64Array(FEATURES).fill(Number.POSITIVE_INFINITY);
    const high = new Float64Array(FEATURES).fill(Number.NEGATIVE_INFINITY);
    for (const features of rows) {
      for (let i = 0; i < features.length; i++) {
        const f = i % FEATURES;
        low[f] = Math.min(low[f], features[i]);
        high[f] = Math.max(high[f], features[i]);
      }
    }
    return new WindowEnvelope(low, high, floor);
  }

  /** Width of the box in a feature, at least the floor. */
  spread(f: number): number {
    return Math.max(this.high[f] - this.low[f], this.#floor);
  }

  /** @param features `FEATURES` numbers from index `at`. */
  exceedance(features: Float64Array, at = 0): number {
    let total = 0;
    for (let f = 0; f < FEATURES; f++) {
      const spread = this.spread(f);
      const over = features[at + f] - this.high[f];
      const under = this.low[f] - features[at + f];
      total += Math.max(0, over / spread, under / spread);
    }
    return total;
  }
}
