/** A sliding window in ascending order. Its median and the median of the distances from it cost no sorting. */
export class SortedWindow {
  readonly #sorted: Float64Array;
  #size = 0;

  constructor(capacity: number) {
    this.#sorted = new Float64Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  insert(value: number): void {
    const at = this.#lowerBound(value);
    this.#sorted.copyWithin(at + 1, at, this.#size);
    this.#sorted[at] = value;
    this.#size++;
  }

  /** @param value one that was inserted */
  remove(value: number): void {
    const at = this.#lowerBound(value);
    this.#sorted.copyWithin(at, at + 1, this.#size);
    this.#size--;
  }

  /** The mean of the two middle values where their number is even. */
  median(): number {
    return middle(this.#sorted[(this.#size - 1) >> 1], this.#sorted[this.#size >> 1]);
  }

  /** The median of |value − centre|: a walk outwards from the centre, the nearer side first. */
  medianDistance(centre: number): number {
    let right = this.#lowerBound(centre);
    let left = right - 1;
    let distance = 0;
    let before = 0;
    for (let rank = 0; rank <= this.#size >> 1; rank++) {
      before = distance;
      const below = left >= 0 ? centre - this.#sorted[left] : Number.POSITIVE_INFINITY;
      const above = right < this.#size ? this.#sorted[right] - centre : Number.POSITIVE_INFINITY;
      if (below < above) left--;
      else right++;
      distance = Math.min(below, above);
    }
    return this.#size % 2 === 1 ? distance : middle(before, distance);
  }

  #lowerBound(value: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const at = (low + high) >> 1;
      if (this.#sorted[at] < value) low = at + 1;
      else high = at;
    }
    return low;
  }
}

/** Of two numbers that may be too large to add. */
const middle = (a: number, b: number): number => (a === b ? a : a / 2 + b / 2);
