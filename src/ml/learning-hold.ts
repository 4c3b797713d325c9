/**
 * Keeps what a live detector has learnt apart from readings that it must not learn from. These are judged as ever, with
 * statistics that would move on; those from before are kept, and put back once the last of such readings has left everything
 * that is looked at together (windows, the state of a network). Until then nothing is learnt from the readings after it either.
 */
export class LearningHold {
  readonly #washout: number;
  #left = 0;
  #kept: Float64Array | null = null;

  /** @param washout readings after which one is looked at no more */
  constructor(washout: number) {
    this.#washout = washout;
  }

  /** What is put back; null where nothing is held. */
  get kept(): Float64Array | null {
    return this.#kept;
  }

  /**
   * Before each reading is taken in.
   * @returns whether this reading may be learnt from
   */
  advance(learn: boolean, statistics: () => Float64Array, putBack: (kept: Float64Array) => void): boolean {
    if (!learn) {
      this.#kept ??= statistics();
      this.#left = this.#washout;
      return false;
    }
    if (this.#kept === null) return true;
    if (this.#left > 0) {
      this.#left--;
      return false;
    }
    putBack(this.#kept);
    this.#kept = null;
    return true;
  }

  /** Changes what is put back, where something is held. */
  amend(change: (kept: Float64Array) => Float64Array): void {
    if (this.#kept !== null) this.#kept = change(this.#kept);
  }

  /** A column of a state; there is none while nothing is held. */
  save(): { readonly hold?: Float64Array } {
    return this.#kept === null ? {} : { hold: Float64Array.of(this.#left, ...this.#kept) };
  }

  /**
   * @param size numbers that `statistics` gives
   * @returns whether this is a column of such a detector
   */
  restore(hold: ArrayLike<number> | undefined, size: number): boolean {
    if (hold === undefined) return true;
    if (hold.length !== 1 + size) return false;
    const [left, ...kept] = Array.from(hold);
    this.#left = left;
    this.#kept = Float64Array.from(kept);
    return true;
  }
}
