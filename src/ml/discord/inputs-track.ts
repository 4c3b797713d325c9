import type { AcceptedRegimes } from '../detector.ts';
import { InputLevels } from './input-levels.ts';
import type { OperatingFit } from './operating-fit.ts';
import type { LevelRange } from './operating-points.ts';

/** Smoothing of the strangeness, readings: the same as that of the null. */
const SMOOTHING = 3;
/** An announced strangeness that grows by more than this share of its limit is not settled. */
const GROWTH = 0.25;

/** Numbers that hold what was learnt; the levels of the inputs stand beside them. */
export const STRANGENESS_STATE = 5;

/**
 * The strangeness of value and inputs together as a share of what is allowed. It does not adapt: a pump that does not
 * pump stays announced while it is told to. What was over the limit for `acceptAfter` readings more than it was under
 * it, without growing, is accepted: so much strangeness is normal from then on.
 */
export class InputsTrack implements AcceptedRegimes {
  readonly #fit: OperatingFit;
  readonly #acceptAfter: number;
  readonly #inputs: InputLevels;
  #smoothed: number;
  #allowed: number;
  #peak = 0;
  #settled = 0;
  #accepted = 0;

  /** @param window of the features; `acceptAfter` 0 never accepts */
  constructor(fit: OperatingFit, window: number, acceptAfter: number) {
    this.#fit = fit;
    this.#acceptAfter = acceptAfter;
    this.#inputs = new InputLevels(fit.chosen, window);
    this.#smoothed = fit.null.mean;
    this.#allowed = fit.limit;
  }

  /** Of every reading, also of those that have no value. */
  take(inputs: Float64Array): void {
    this.#inputs.advance((column) => inputs[column]);
  }

  /** The level that the value has with the inputs as they are, and its range; scaled. */
  expected(): LevelRange {
    return this.#fit.points.levelAt(this.#inputs.levels);
  }

  get accepted(): number {
    return this.#accepted;
  }

  forget(): void {
    this.#allowed = this.#fit.limit;
    this.#accepted = 0;
    this.#settled = 0;
  }

  /**
   * @param features of the trailing window
   * @param learn whether the reading may count for or against a new normal
   * @returns above 1 a departure
   */
  advance(features: Float64Array, learn = true): number {
    const strangeness = this.#fit.points.strangeness(features, 0, this.#inputs.levels, 0);
    this.#smoothed += (strangeness - this.#smoothed) / SMOOTHING;
    const share = this.#smoothed / this.#allowed;
    if (!learn) return share;
    if (share <= 1) {
      this.#settled = Math.max(0, this.#settled - 1);
      return share;
    }
    if (this.#settled === 0 || this.#smoothed > this.#peak + GROWTH * this.#fit.limit) {
      this.#peak = this.#smoothed;
      this.#settled = 1;
    } else if (++this.#settled === this.#acceptAfter) {
      this.#allowed = this.#peak + GROWTH * this.#fit.limit;
      this.#settled = 0;
      this.#accepted++;
      return 1;
    }
    return share;
  }

  save(into: Float64Array, at: number): void {
    into.set([this.#smoothed, this.#allowed, this.#peak, this.#settled, this.#accepted], at);
  }

  restore(from: Float64Array, at: number): void {
    const learnt = from.subarray(at, at + STRANGENESS_STATE);
    [this.#smoothed, this.#allowed, this.#peak, this.#settled, this.#accepted] = learnt;
  }

  /** Numbers that hold the levels of the inputs: where they are, whatever was learnt. */
  get levelsSize(): number {
    return this.#inputs.size;
  }

  saveLevels(into: Float64Array, at: number): void {
    this.#inputs.save(into, at);
  }

  restoreLevels(from: Float64Array, at: number): void {
    this.#inputs.restore(from, at);
  }
}
