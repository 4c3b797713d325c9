import type { UnitScale } from '../numbers/unit-scale.ts';

/** An input that has a say: its place among the inputs, how it is scaled, and how much of the value it explains, in (0, 1]. */
export interface ChosenInput {
  readonly column: number;
  readonly scale: UnitScale;
  readonly weight: number;
}

/**
 * Exponential means of the chosen inputs, in shares of their range times their weight: the age of what they hold is
 * that of a window mean, and their state is one number an input. A missing input stays what it was; until it is known
 * it lies in the middle of its range.
 */
export class InputLevels {
  readonly #chosen: readonly ChosenInput[];
  readonly #pace: number;
  readonly levels: Float64Array;
  readonly #known: Float64Array;

  /** @param window samples of the window of the value that the levels stand beside */
  constructor(chosen: readonly ChosenInput[], window: number) {
    this.#chosen = chosen;
    this.#pace = 1 / Math.max(1, window / 2);
    this.levels = new Float64Array(chosen.length);
    this.#known = new Float64Array(chosen.length);
  }

  /** @param valueAt of an input by its place; NaN where it is missing */
  advance(valueAt: (column: number) => number | undefined): void {
    this.#chosen.forEach(({ column, scale, weight }, k) => {
      const value = valueAt(column) ?? Number.NaN;
      if (Number.isNaN(value)) return;
      const now = 0.5 * weight * scale.apply(value);
      this.levels[k] += (now - this.levels[k]) * (this.#known[k] === 1 ? this.#pace : 1);
      this.#known[k] = 1;
    });
  }

  /** Numbers that hold the state. */
  get size(): number {
    return 2 * this.levels.length;
  }

  save(into: Float64Array, at: number): void {
    into.set(this.levels, at);
    into.set(this.#known, at + this.levels.length);
  }

  restore(from: Float64Array, at: number): void {
    this.levels.set(from.subarray(at, at + this.levels.length));
    this.#known.set(from.subarray(at + this.levels.length, at + this.size));
  }
}

/** Levels of the chosen inputs at every sample, one after the other. */
export const levelRows = (
  inputs: readonly Float64Array[],
  chosen: readonly ChosenInput[],
  window: number,
  samples: number,
): Float64Array => {
  const rows = new Float64Array(samples * chosen.length);
  const stream = new InputLevels(chosen, window);
  for (let t = 0; t < samples; t++) {
    stream.advance((column) => inputs[column]?.[t]);
    rows.set(stream.levels, t * chosen.length);
  }
  return rows;
};
