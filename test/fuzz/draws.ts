import { NoiseStream } from '../../seeds/prng.ts';

/** Choices that follow from a seed and the number of a case alone, so that any case can be made again without the ones before it. */
export class Draws {
  readonly #noise: NoiseStream;
  #drawn = 0;

  constructor(seed: number, index: number) {
    this.#noise = new NoiseStream(seed, `case ${index}`);
  }

  /** True in `share` of all draws. */
  chance(share: number): boolean {
    return this.#noise.uniform(this.#drawn++) < share;
  }

  /** A whole number from 0, below `count`. */
  below(count: number): number {
    return Math.min(count - 1, Math.floor(this.#noise.uniform(this.#drawn++) * count));
  }

  /** A whole number between two bounds, which are among them. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  real(low: number, high: number): number {
    return this.#noise.between(this.#drawn++, low, high);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)];
  }

  /** Between `least` and `most` things. */
  several<T>(least: number, most: number, make: (k: number) => T): T[] {
    return Array.from({ length: this.between(least, most) }, (_, k) => make(k));
  }
}
