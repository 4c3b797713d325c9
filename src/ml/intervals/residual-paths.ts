import { fromShort, toShort } from './short-number.ts';

/** Larger ones count as this: far beyond any tail, and still a number in single precision. */
const WILDEST = 1e30;

/**
 * Whole residual paths, (actual − forecast) / scale at every step after an origin, the latest `capacity` of them, each
 * number to eight binary digits, which is far finer than what so few paths tell. NaN where the actual was missing. Kept whole, because errors of neighbouring steps go together.
 */
export class ResidualPaths {
  readonly horizon: number;
  readonly capacity: number;
  readonly #numbers: Float32Array;
  #count = 0;
  #next = 0;

  /** @param capacity paths, at least 1 */
  constructor(horizon: number, capacity: number) {
    this.horizon = horizon;
    this.capacity = capacity;
    this.#numbers = new Float32Array(horizon * capacity);
  }

  get count(): number {
    return this.#count;
  }

  /** The oldest leaves where there is no room. @param path `horizon` numbers */
  add(path: Float64Array): void {
    const at = this.#next * this.horizon;
    for (let step = 0; step < this.horizon; step++) {
      this.#numbers[at + step] = fromShort(toShort(Math.min(WILDEST, Math.max(-WILDEST, path[step]))));
    }
    this.#next = (this.#next + 1) % this.capacity;
    this.#count = Math.min(this.capacity, this.#count + 1);
  }

  /** @param k 0 for the oldest … count − 1; a view */
  path(k: number): Float32Array {
    const oldest = this.#count < this.capacity ? 0 : this.#next;
    const at = ((oldest + k) % this.capacity) * this.horizon;
    return this.#numbers.subarray(at, at + this.horizon);
  }

  /** An array a step: its residuals that were recorded. */
  bySteps(): Float64Array[] {
    return Array.from({ length: this.horizon }, (_, step) => {
      const errors = new Float64Array(this.#count);
      let known = 0;
      for (let k = 0; k < this.#count; k++) {
        const error = this.#numbers[k * this.horizon + step];
        if (!Number.isNaN(error)) errors[known++] = error;
      }
      return errors.subarray(0, known);
    });
  }

  copy(): ResidualPaths {
    const copied = new ResidualPaths(this.horizon, this.capacity);
    copied.#numbers.set(this.#numbers);
    copied.#count = this.#count;
    copied.#next = this.#next;
    return copied;
  }

  /** Oldest first, as short numbers. */
  save(): Uint16Array {
    const shorts = new Uint16Array(this.#count * this.horizon);
    for (let k = 0; k < this.#count; k++) {
      const path = this.path(k);
      for (let step = 0; step < this.horizon; step++) shorts[k * this.horizon + step] = toShort(path[step]);
    }
    return shorts;
  }

  /** @returns null when these are not the short numbers of at most `capacity` whole paths */
  static load(horizon: number, capacity: number, shorts: Float64Array): ResidualPaths | null {
    const count = shorts.length / horizon;
    if (!Number.isInteger(count) || count > capacity) return null;
    const paths = new ResidualPaths(horizon, capacity);
    for (let k = 0; k < count; k++) {
      paths.add(shorts.slice(k * horizon, (k + 1) * horizon).map(fromShort));
    }
    return paths;
  }
}
