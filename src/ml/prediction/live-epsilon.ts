import type { ErrorConfig } from './error-config.ts';
import { levelOf, searchEpsilon } from './error-epsilon.ts';

/** Numbers that hold the state beside the errors. */
export const EPSILON_STATE = 3;

/**
 * The threshold of smoothed errors while they arrive: chosen anew after every batch from the last `windowBatches` of
 * them, and held until the next. Where the search finds nothing worth taking away it is mean + lowestZ deviations.
 * Never below the limit that was learnt from held-out normal errors.
 */
export class LiveEpsilon {
  readonly #config: ErrorConfig;
  readonly #floor: number;
  readonly #ring: Float32Array;
  #count = 0;
  #sinceChosen = 0;
  #epsilon: number;

  constructor(config: ErrorConfig, floor: number) {
    this.#config = config;
    this.#floor = floor;
    this.#ring = new Float32Array(config.batch * config.windowBatches);
    this.#epsilon = floor;
  }

  get epsilon(): number {
    return this.#epsilon;
  }

  /** Takes in the error of a reading that has been judged. */
  advance(error: number): void {
    this.#ring[this.#count++ % this.#ring.length] = error;
    if (++this.#sinceChosen < this.#config.batch) return;
    this.#sinceChosen = 0;
    this.#epsilon = Math.max(this.#floor, this.#chosen());
  }

  #chosen(): number {
    const errors = this.#inOrder();
    const level = levelOf(errors);
    const found = searchEpsilon(errors, level, this.#config);
    return found?.epsilon ?? level.mean + this.#config.lowestZ * level.deviation;
  }

  /** Oldest first. */
  #inOrder(): Float32Array {
    const { length } = this.#ring;
    if (this.#count <= length) return this.#ring.slice(0, this.#count);
    const at = this.#count % length;
    const ordered = new Float32Array(length);
    ordered.set(this.#ring.subarray(at));
    ordered.set(this.#ring.subarray(0, at), length - at);
    return ordered;
  }

  /** The errors, oldest first. */
  saveErrors(): Float32Array {
    return this.#inOrder();
  }

  saveInto(numbers: Float64Array, at: number): void {
    numbers.set([Math.min(this.#count, this.#ring.length), this.#sinceChosen, this.#epsilon], at);
  }

  /** @returns whether these are a state of this configuration */
  restore(errors: ArrayLike<number>, numbers: Float64Array, at: number): boolean {
    [this.#count, this.#sinceChosen, this.#epsilon] = numbers.subarray(at, at + EPSILON_STATE);
    if (this.#count !== errors.length || errors.length > this.#ring.length) return false;
    this.#ring.set(errors);
    return true;
  }
}
