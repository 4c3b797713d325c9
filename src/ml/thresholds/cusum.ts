import { z } from 'zod';
import { count, real } from '../bounded.ts';

export const shiftConfig = z.strictObject({
  /** The shift of the mean that is to be found soonest, in standard deviations. */
  size: real(0.1, 10).default(1),
  /** Readings a false alarm: the average run length without a shift. */
  oneIn: count(100, 1_000_000_000).default(1_000_000),
});

export type ShiftConfig = z.output<typeof shiftConfig>;

/** Mean and deviation in the unit of the sensor; what is taken off each reading and what is too much, in deviations. */
export interface ShiftLimits {
  readonly mean: number;
  readonly deviation: number;
  readonly reference: number;
  readonly decision: number;
}

/** A reading counts for at most so many deviations: one wild reading is no shift. */
const CLIP = 4;
/** Once announced, it ends when as much was taken back as the limit holds. */
const MOST = 2;
/** Siegmund's correction for what a sum overshoots its bounds by. */
const OVERSHOOT = 1.166;
const GROWTH = 1.05;
const CROSSINGS = 10;
/** Readings, and deviations, below which Siegmund's formula says nothing. */
const LEAST_RUN = 20;
const LEAST_LEVEL = 1;

/**
 * The decision level of a two-sided CUSUM that independent normal readings cross once in `runLength` on average: a side
 * has the run length (e^{2kb} − 1 − 2kb)/(2k²), b = h + 1.166 (Siegmund, Sequential Analysis, 1985), both half of it.
 */
const decisionLevel = (reference: number, runLength: number): number => {
  let low = 0;
  let high = 1;
  const sideLength = (decision: number) => {
    const x = 2 * reference * (decision + OVERSHOOT);
    return (Math.expm1(x) - x) / (2 * reference * reference);
  };
  while (sideLength(high) < 2 * runLength) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (sideLength(middle) < 2 * runLength) low = middle;
    else high = middle;
  }
  return high;
};

/**
 * Limits for readings of which these are normal ones, in order. Siegmund's level holds for independent normal readings;
 * where the training readings are dependent, seasonal or skewed and cross the level of a tenth of their number more
 * than ten times, all levels are raised by the factor that mends it.
 *
 * @param values finite, at least one; `deviation` of them, robust and above 0
 */
export const shiftLimits = (
  values: Float64Array,
  deviation: number,
  { size, oneIn }: ShiftConfig,
): ShiftLimits => {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const reference = size / 2;
  const limits = { mean, deviation, reference };
  const shown = Math.min(oneIn, Math.max(LEAST_RUN, values.length / CROSSINGS));
  let decision = levelAt(reference, shown);
  const asIfIndependent = decision;
  const allowed = values.length / shown;
  while (countCrossings(values, { ...limits, decision }) > allowed) decision *= GROWTH;
  return { ...limits, decision: (decision / asIfIndependent) * levelAt(reference, oneIn) };
};

const levelAt = (reference: number, runLength: number) =>
  Math.max(LEAST_LEVEL, decisionLevel(reference, runLength));

const countCrossings = (values: Float64Array, limits: ShiftLimits): number => {
  let crossings = 0;
  let cusum = new Cusum(limits);
  for (const value of values) {
    if (cusum.advance(value) <= 1) continue;
    crossings++;
    cusum = new Cusum(limits);
  }
  return crossings;
};

/** Numbers that hold the state of a CUSUM. */
export const CUSUM_STATE = 2;

/** Cumulative sums of what readings lie above and below the mean by, less the reference (Page, Biometrika 41, 1954). */
export class Cusum {
  readonly #limits: ShiftLimits;
  #above = 0;
  #below = 0;

  constructor(limits: ShiftLimits) {
    this.#limits = limits;
  }

  /** The larger sum as a share of the decision level: above 1 is a shift. */
  advance(value: number): number {
    const { mean, deviation, reference, decision } = this.#limits;
    const z = Math.max(-CLIP, Math.min(CLIP, (value - mean) / deviation));
    const most = MOST * decision;
    this.#above = Math.min(most, Math.max(0, this.#above + z - reference));
    this.#below = Math.min(most, Math.max(0, this.#below - z - reference));
    return this.ratio;
  }

  get ratio(): number {
    return Math.max(this.#above, this.#below) / this.#limits.decision;
  }

  save(): Float64Array {
    return Float64Array.of(this.#above, this.#below);
  }

  restore(numbers: Float64Array): void {
    [this.#above, this.#below] = numbers;
  }
}
