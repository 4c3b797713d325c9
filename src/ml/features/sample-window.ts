/** The last samples of a stream, missing ones (NaN) among them. */
export class SampleWindow {
  readonly #ring: Float64Array;
  #next = 0;
  /** Samples that came so far, at most those that it holds. */
  #count = 0;

  constructor(size: number) {
    this.#ring = new Float64Array(size);
  }

  get size(): number {
    return this.#ring.length;
  }

  get count(): number {
    return this.#count;
  }

  push(value: number): void {
    this.#ring[this.#next] = value;
    this.#next = (this.#next + 1) % this.#ring.length;
    this.#count = Math.min(this.#count + 1, this.#ring.length);
  }

  /** The sample `ago` before the newest, which is 0 ago; NaN before the first. */
  at(ago: number): number {
    if (ago >= this.#count) return Number.NaN;
    return this.#ring[(this.#next - 1 - ago + 2 * this.#ring.length) % this.#ring.length];
  }

  /** Oldest first. */
  save(): Float64Array {
    return Float64Array.from({ length: this.#count }, (_, k) => this.at(this.#count - 1 - k));
  }

  /** @returns whether they are samples that this window can hold */
  restore(samples: Float64Array): boolean {
    if (samples.length > this.#ring.length) return false;
    this.#count = 0;
    this.#next = 0;
    for (const sample of samples) this.push(sample);
    return true;
  }
}
