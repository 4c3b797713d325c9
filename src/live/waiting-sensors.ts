/** Sensors that have something to be judged, the longest waiting first, and since when. */
export class WaitingSensors {
  readonly #waiting = new Set<number>();
  /** Of those that wait or are being judged, ms since the epoch. */
  readonly #since = new Map<number, number>();

  /** Those that wait; those being judged are not counted. */
  get size(): number {
    return this.#waiting.size;
  }

  /** How many are not judged, being judged included, and since when the first of them; null where there are none. */
  get state(): { readonly sensors: number; readonly sinceMs: number | null } {
    const sinceMs = this.#since.values().reduce((least, ms) => Math.min(least, ms), Number.POSITIVE_INFINITY);
    return { sensors: this.#since.size, sinceMs: this.#since.size > 0 ? sinceMs : null };
  }

  add(ids: Iterable<number>): void {
    const nowMs = Date.now();
    for (const id of ids) {
      this.#waiting.add(id);
      if (!this.#since.has(id)) this.#since.set(id, nowMs);
    }
  }

  /** Takes at most so many out, to be judged. */
  next(most: number): number[] {
    const taken = [...this.#waiting.values().take(most)];
    for (const id of taken) this.#waiting.delete(id);
    return taken;
  }

  /**
   * These were judged, or are another's: what was added meanwhile waits from now on.
   * @param unfinished those of them that have more, which waits as long as it did
   */
  settle(ids: readonly number[], unfinished: readonly number[] = []): void {
    const left = new Set(unfinished);
    for (const id of ids) {
      if (left.has(id)) this.#waiting.add(id);
      else if (this.#waiting.has(id)) this.#since.set(id, Date.now());
      else this.#since.delete(id);
    }
  }
}
