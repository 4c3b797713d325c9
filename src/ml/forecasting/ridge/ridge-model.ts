import { addRowProducts } from '../../numbers/row-products.ts';
import { clipSpikes } from '../../numbers/spikes.ts';
import type { PointModel } from '../point-model.ts';
import { binOf, likeliestBin } from './cycle-profile.ts';
import { longestLookback, type RidgeShape, type RidgeWeights } from './ridge-weights.ts';

/**
 * Direct multi-step linear forecast of what lies beyond the usual season and the recent level; the level is the mean of
 * the last season, the last value where there is none. Single wild readings inside the look-back are cut; the newest
 * one cannot be told from a step and counts. Where the phase of a window is not known, the likeliest is taken; where there is
 * no season to tell it by, nothing that depends on the phase is added.
 */
export class RidgeModel implements PointModel {
  readonly shape: RidgeShape;
  readonly weights: RidgeWeights;
  /** The mean season of the training samples, a value a bin, in the unit of the sensor. */
  readonly profile: Float64Array;
  readonly lookback: number;
  readonly season: number;
  readonly #profileUnit: number;
  readonly #isFlat: boolean;

  constructor(shape: RidgeShape, weights: RidgeWeights, profile: Float64Array) {
    this.shape = shape;
    this.weights = weights;
    this.profile = profile;
    this.lookback = longestLookback(shape);
    this.season = shape.cycle.bins;
    this.#isFlat = profile.every((value) => value === 0);
    this.#profileUnit = this.#isFlat ? 0 : unitOf(profile);
  }

  get minimumHistory(): number {
    return Math.min(this.lookback, this.shape.minimumHistory);
  }

  predict(window: Float64Array, path: Float64Array, step: number | undefined): void {
    this.predictAll([window], [path], [step]);
  }

  predictAll(
    windows: readonly Float64Array[],
    paths: readonly Float64Array[],
    steps: readonly (number | undefined)[],
  ): void {
    if (windows.length === 0) return;
    const { lookback } = this;
    const horizon = paths[0].length;
    const inputs = new Float64Array(windows.length * lookback);
    const prepared = windows.map((window, k) =>
      this.#prepare(window, steps[k], inputs.subarray(k * lookback, (k + 1) * lookback)),
    );
    const sums = new Float64Array(windows.length * horizon);
    addRowProducts(
      { cells: sums, stride: horizon },
      { cells: inputs, stride: lookback },
      { cells: this.weights.direct, stride: lookback },
      { from: 0, to: windows.length },
      { from: 0, to: horizon },
      { from: 0, to: lookback },
    );
    for (const [k, { level, unit, first }] of prepared.entries()) {
      const row = sums.subarray(k * horizon, (k + 1) * horizon);
      if (first !== undefined) {
        this.#correct(row, inputs.subarray((k + 1) * lookback - this.season, (k + 1) * lookback), first);
        if (!this.#isFlat)
          for (let step = 0; step < horizon; step++) row[step] += this.#usual(first + step) / unit;
      }
      for (let step = 0; step < horizon; step++) paths[k][step] = (row[step] + level) * unit;
    }
  }

  /** Fills `inputs` with the window less season and level, both over `unit`. */
  #prepare(window: Float64Array, step: number | undefined, inputs: Float64Array) {
    const { lookback, season } = this;
    const calm = clipSpikes(window);
    const unit = Math.max(unitOf(calm), this.#profileUnit);
    for (let i = 0; i < lookback; i++) inputs[i] = calm[i] / unit;
    const first = step ?? this.#likeliestStep(inputs);
    if (!this.#isFlat && first !== undefined) {
      for (let i = 0; i < lookback; i++) inputs[i] -= this.#usual(first - lookback + i) / unit;
    }
    let level = 0;
    for (let i = lookback - season; i < lookback; i++) level += inputs[i] / season;
    for (let i = 0; i < lookback; i++) inputs[i] -= level;
    return { level, unit, first };
  }

  #likeliestStep(inputs: Float64Array): number | undefined {
    const { cycle } = this.shape;
    return this.#isFlat ? undefined : (likeliestBin(this.profile, cycle, inputs) * cycle.period) / cycle.bins;
  }

  #usual(step: number): number {
    return this.profile[binOf(this.shape.cycle, step)];
  }

  #correct(row: Float64Array, newest: Float64Array, first: number): void {
    const { correction } = this.weights;
    if (correction.length === 0) return;
    const { season } = this;
    let at = binOf(this.shape.cycle, first) * this.shape.horizon * season;
    for (let step = 0; step < row.length; step++, at += season) {
      let sum = 0;
      for (let i = 0; i < season; i++) sum += correction[at + i] * newest[i];
      row[step] += sum;
    }
  }
}

/** A power of two near the largest magnitude: dividing by it is exact, and squares neither overflow nor vanish. */
const unitOf = (values: Float64Array): number => {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest > 0 ? 2 ** Math.min(1023, Math.max(-1022, Math.floor(Math.log2(largest)))) : 1;
};
