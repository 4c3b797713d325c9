/** Mixes 32 bits so that neighbouring inputs give unrelated outputs (the finaliser of MurmurHash3). */
const mix = (bits: number): number => {
  let h = bits | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/**
 * Repeatable noise with random access: the i-th number depends on the seed, the name and i alone, so that any range of
 * a stream can be made without the samples before it. Not for secrets.
 */
export class NoiseStream {
  readonly #key: number;

  /** @param name tells streams of one seed apart, such as a sensor's tag. */
  constructor(seed: number, name: string) {
    let key = mix(seed);
    for (let i = 0; i < name.length; i++) key = mix(Math.imul(key ^ name.charCodeAt(i), 0x01000193));
    this.#key = key;
  }

  /** Uniform in (0, 1), never an end. */
  uniform(i: number): number {
    return (mix(mix(Math.imul(i, 0x9e3779b9)) ^ this.#key) + 0.5) / 2 ** 32;
  }

  /** Uniform between two bounds. */
  between(i: number, low: number, high: number): number {
    return low + (high - low) * this.uniform(i);
  }

  /** Standard normal (Box and Muller 1958); independent of `normal(j)`, j ≠ i, but not of `uniform(2i)`. */
  normal(i: number): number {
    const radius = Math.sqrt(-2 * Math.log(this.uniform(2 * i)));
    return radius * Math.cos(2 * Math.PI * this.uniform(2 * i + 1));
  }
}
