import { Spot } from './spot.ts';

interface StreamingConfig {
  readonly oneIn: number;
  readonly drift: boolean;
}

/** Readings over which the moving level is a mean, and numbers of a state beside those of SPOT. */
const LEVEL_READINGS = 50;
const SCALARS = 2;

/**
 * A limit of |deviation| that goes on learning: SPOT, and with `drift` DSPOT, where a deviation counts from a moving
 * level. The level is an exponential mean in the place of the paper's mean of a window, and an anomaly moves it by no
 * more than a reading at the limit does: a step is announced and then taken for the new level.
 */
export class StreamingThreshold {
  readonly #drift: boolean;
  readonly #spot: Spot;
  #level: number;

  private constructor(drift: boolean, level: number, spot: Spot) {
    this.#drift = drift;
    this.#level = level;
    this.#spot = spot;
  }

  /** With the distances that it learnt from. @param deviations signed, of normal readings in the order of time, finite */
  static calibrated(deviations: Float64Array, { oneIn, drift }: StreamingConfig) {
    let level = 0;
    const scores = deviations.map((deviation) => {
      const score = distance(deviation, level);
      if (drift) level += deviation / LEVEL_READINGS - level / LEVEL_READINGS;
      return score;
    });
    return { stream: new StreamingThreshold(drift, level, Spot.calibrated(scores, oneIn)), scores };
  }

  /** What a deviation is counted from; 0 without drift. */
  get level(): number {
    return this.#level;
  }

  get limit(): number {
    return this.#spot.limit;
  }

  /**
   * The distance from the level before this deviation, as a share of the limit before it: above 1 departs.
   * @param learn false: level and limit stay
   */
  advance(deviation: number, learn = true): number {
    const { limit } = this.#spot;
    const score = distance(deviation, this.#level);
    if (learn) this.#spot.advance(score);
    if (learn && this.#drift)
      this.#level += (Math.sign(deviation - this.#level) * Math.min(score, limit)) / LEVEL_READINGS;
    return Math.min(score / limit, Number.MAX_VALUE);
  }

  save(): Float64Array {
    return Float64Array.of(this.#drift ? 1 : 0, this.#level, ...this.#spot.save());
  }

  /** @returns null when these are not the numbers of one */
  static load(numbers: Float64Array): StreamingThreshold | null {
    const spot = Spot.load(numbers.subarray(SCALARS));
    return spot && new StreamingThreshold(numbers[0] === 1, numbers[1], spot);
  }
}

const distance = (deviation: number, level: number): number =>
  Math.min(Math.abs(deviation - level), Number.MAX_VALUE);
