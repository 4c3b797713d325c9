/** The last `capacity` readings of a stream that began with zeros. */
export class ReadingRing {
  readonly #values: Float64Array;
  #next = 0;
  #count = 0;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
  }

  /** Readings ever pushed. */
  get count(): number {
    return this.#count;
  }

  push(value: number): void {
    this.#values[this.#next] = value;
    this.#next = this.#next + 1 === this.#values.length ? 0 : this.#next + 1;
    this.#count++;
  }

  /** The reading `ago` places before the last one, which is 0; `ago` < capacity. */
  ago(ago: number): number {
    const at = this.#next - 1 - ago;
    return this.#values[at < 0 ? at + this.#values.length : at];
  }

  /** Copies the last `into.length` ≤ capacity readings, oldest first. */
  latest(into: Float64Array): Float64Array {
    for (let i = 0; i < into.length; i++) into[i] = this.ago(into.length - 1 - i);
    return into;
  }
}
