import { z } from 'zod';
import type { Part } from './detector.ts';

/** Shortest runs, in readings, that can be announced. */
export const runConfig = z.strictObject({
  /** Exactly identical readings in a row; 0 switches the track off. */
  stuckMinimum: z
    .int('a whole number from 0 to 100000')
    .min(0, 'from 0 to 100000')
    .max(100_000, 'from 0 to 100000')
    .default(12),
  /** Missing readings in a row; 0 switches the track off. */
  dropoutMinimum: z
    .int('a whole number from 0 to 100000')
    .min(0, 'from 0 to 100000')
    .max(100_000, 'from 0 to 100000')
    .default(5),
});

export type RunConfig = z.output<typeof runConfig>;

/** A run longer than its limit is announced; Infinity never is. Readings. */
export interface RunLimits {
  readonly stuck: number;
  readonly dropout: number;
}

/** Share of repeated readings from which on identical values are how the sensor speaks, and never a fault. */
const REPEATING_SHARE = 0.5;

/** Numbers that hold the state of a run track. */
export const RUN_STATE = 7;

/**
 * Counts runs of exactly identical values and of missing ones, and what was the longest of each so far. A missing
 * reading neither breaks nor lengthens a run of identical values.
 */
export class RunTrack {
  #last = Number.NaN;
  #same = 0;
  #missing = 0;
  #readings = 0;
  #repeats = 0;
  #longestSame = 0;
  #longestMissing = 0;

  /**
   * @param value NaN when the reading is missing.
   * @param learn false: the run is counted, and the limits are not learnt from it.
   */
  advance(value: number, learn = true): void {
    const isMissing = Number.isNaN(value);
    const repeats = value === this.#last;
    this.#missing = isMissing ? this.#missing + 1 : 0;
    if (!isMissing) {
      this.#same = repeats ? this.#same + 1 : 1;
      this.#last = value;
    }
    if (learn) this.#learn(isMissing, repeats);
  }

  #learn(isMissing: boolean, repeats: boolean): void {
    if (isMissing) {
      this.#longestMissing = Math.max(this.#longestMissing, this.#missing);
      return;
    }
    this.#readings++;
    if (repeats) this.#repeats++;
    this.#longestSame = Math.max(this.#longestSame, this.#same);
  }

  /** Missing readings up to now, in a row. */
  get missing(): number {
    return this.#missing;
  }

  /**
   * Limits learnt from everything seen: twice the longest run of identical values, the longest run of missing ones,
   * never below the minima. A sensor half of whose readings repeat the one before is never called stuck.
   */
  limits(config: RunConfig): RunLimits {
    const repeating = this.#repeats >= REPEATING_SHARE * this.#readings;
    const never = Number.POSITIVE_INFINITY;
    return {
      stuck:
        config.stuckMinimum === 0 || repeating ? never : Math.max(config.stuckMinimum, 2 * this.#longestSame),
      dropout: config.dropoutMinimum === 0 ? never : Math.max(config.dropoutMinimum, this.#longestMissing),
    };
  }

  /**
   * Repetitions in a row as a share of those that the limit allows: above 1 is stuck, 0 for a value that differs from
   * the one before, and while readings are missing.
   */
  stuckRatio(limits: RunLimits): number {
    return this.#missing > 0 || this.#same <= 1 ? 0 : (this.#same - 1) / (limits.stuck - 1);
  }

  /** The run of missing readings as a share of its limit: above 1 is a dropout. */
  dropoutRatio(limits: RunLimits): number {
    return this.#missing / limits.dropout;
  }

  parts(limits: RunLimits): readonly Part[] {
    return [
      { cause: 'STUCK', share: this.stuckRatio(limits) },
      { cause: 'DROPOUT', share: this.dropoutRatio(limits) },
    ];
  }

  save(into: Float64Array, at: number): void {
    into.set(
      [
        this.#last,
        this.#same,
        this.#missing,
        this.#readings,
        this.#repeats,
        this.#longestSame,
        this.#longestMissing,
      ],
      at,
    );
  }

  restore(from: Float64Array, at: number): void {
    [
      this.#last,
      this.#same,
      this.#missing,
      this.#readings,
      this.#repeats,
      this.#longestSame,
      this.#longestMissing,
    ] = from.subarray(at, at + RUN_STATE);
  }
}
