import { z } from 'zod';
import type { AcceptedRegimes } from '../detector.ts';
import { FEATURES } from './window-envelope.ts';

export const driftConfig = z.strictObject({
  /** Readings over which a level is averaged (time constant of an exponential mean); 0 switches the track off. */
  window: z
    .int('a whole number from 0 to 100000')
    .min(0, 'from 0 to 100000')
    .max(100_000, 'from 0 to 100000')
    .default(400),
  /** How many times the range that normal levels showed a level may leave it. */
  margin: z.number('above 0').positive('above 0').default(3),
  /** Once over the limit, it stays announced until the excess falls under this share of the limit. */
  release: z.number('between 0 and 1').min(0, 'between 0 and 1').max(1, 'between 0 and 1').default(0.5),
  /** An announced drift that has not grown for so many readings is a new regime: accepted as normal; 0 never accepts. */
  acceptAfter: z
    .int('a whole number from 0 to 1000000')
    .min(0, 'from 0 to 1000000')
    .max(1_000_000, 'from 0 to 1000000')
    .default(500),
});

export type DriftConfig = z.output<typeof driftConfig>;

/**
 * Per window feature: where long means start, the box they filled in training, how far outside is a drift, and how far from
 * its mean one window counts at most.
 */
export interface DriftLimits {
  readonly start: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly allowance: Float64Array;
  readonly reach: Float64Array;
}

/** Smallest allowance: share of the spread of the feature, of the usual spread inside a window, of the feature itself. */
const SPREAD_SHARE = 0.5;
const GROWTH_SHARE = 0.25;

/** @param rows features of the trailing windows of normal data, in order; `floor` in scaled units. */
export const driftLimits = (rows: Float64Array, config: DriftConfig, floor: number): DriftLimits => {
  const limits = blank();
  const windows = rows.length / FEATURES;
  const column = (f: number) => Float64Array.from({ length: windows }, (_, i) => rows[i * FEATURES + f]);
  const typicalSpread = meanOf(column(1));
  for (let f = 0; f < FEATURES; f++) {
    const values = column(f);
    const start = meanOf(values);
    const spread = Math.sqrt(meanOf(values.map((value) => (value - start) ** 2)));
    let level = start;
    let low = start;
    let high = start;
    for (const value of values) {
      level += (value - level) / Math.max(1, config.window);
      low = Math.min(low, level);
      high = Math.max(high, level);
    }
    const least = f === 0 ? SPREAD_SHARE * typicalSpread : GROWTH_SHARE * start;
    const allowance = Math.max(config.margin * Math.max(high - low, SPREAD_SHARE * spread, least), floor);
    limits.start[f] = start;
    limits.low[f] = low;
    limits.high[f] = high;
    limits.allowance[f] = allowance;
    limits.reach[f] = rangeOf(values) + 2 * allowance;
  }
  return limits;
};

const blank = () => ({
  start: new Float64Array(FEATURES),
  low: new Float64Array(FEATURES),
  high: new Float64Array(FEATURES),
  allowance: new Float64Array(FEATURES),
  reach: new Float64Array(FEATURES),
});

const rangeOf = (values: Float64Array): number => {
  const [least, most] = [Math.min, Math.max].map((further) =>
    values.reduce((a, b) => further(a, b), values[0] ?? 0),
  );
  return most - least;
};

const meanOf = (values: Float64Array): number => {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  return mean;
};

/** Scalars of the state beside the levels and the box. */
const SCALARS = 4;
/** Numbers that hold the state of a drift track. */
export const DRIFT_STATE = 4 * FEATURES + SCALARS;

/** Whether a drift still grows is judged by means of this share of the window: the long ones creep long after a step. */
const RECENT_SHARE = 0.25;

/** An excess that rises by more than this share of the allowance is still growing. */
const GROWTH = 0.25;

/**
 * Long exponential means of level, spread and roughness against the box they filled in training, latched. It does not
 * adapt to what moves, so that a slow ramp cannot hide by being slow. What has moved and then stays is a new regime: a
 * drift that was announced and has not grown for `acceptAfter` readings, by shorter means, widens the box to where it is,
 * and ends.
 * `forget` takes all that back. One window moves a mean by a bounded step, so that one burst cannot pass for a drift.
 */
export class DriftTrack implements AcceptedRegimes {
  readonly #limits: DriftLimits;
  readonly #config: DriftConfig;
  readonly #levels: Float64Array;
  readonly #recent: Float64Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  #latched = false;
  /** The largest excess since it was latched, and readings since that grew. */
  #peak = 0;
  #settled = 0;
  #accepted = 0;

  constructor(limits: DriftLimits, config: DriftConfig) {
    this.#limits = limits;
    this.#config = config;
    this.#levels = Float64Array.from(limits.start);
    this.#recent = Float64Array.from(limits.start);
    this.#low = Float64Array.from(limits.low);
    this.#high = Float64Array.from(limits.high);
  }

  /** New regimes that were accepted. */
  get accepted(): number {
    return this.#accepted;
  }

  forget(): void {
    this.#low.set(this.#limits.low);
    this.#high.set(this.#limits.high);
    this.#accepted = 0;
  }

  /**
   * @param features of the trailing window; returns excess over allowance: above 1 is a drift.
   * @param held the sensor is stuck, its level says nothing: the long means wait.
   * @param learn false: nothing is accepted as a new regime.
   */
  advance(features: Float64Array, held = false, learn = true): number {
    if (this.#config.window === 0) return 0;
    if (!held) this.#follow(features);
    const ratio = this.#excess(this.#levels);
    const isNew = !this.#latched;
    this.#latched = ratio > (isNew ? 1 : this.#config.release);
    if (!this.#latched) return ratio;
    const recent = this.#excess(this.#recent);
    if (isNew || recent > this.#peak + GROWTH) {
      this.#peak = recent;
      this.#settled = 0;
    } else if (!held && learn && ++this.#settled === this.#config.acceptAfter) {
      this.#accept();
      return 0;
    }
    return Math.max(ratio, LATCHED_RATIO);
  }

  #follow(features: Float64Array): void {
    const { reach } = this.#limits;
    const { window } = this.#config;
    for (let f = 0; f < FEATURES; f++) {
      const step = (mean: number) => Math.max(-reach[f], Math.min(reach[f], features[f] - mean));
      this.#levels[f] += step(this.#levels[f]) / window;
      this.#recent[f] += step(this.#recent[f]) / Math.max(1, RECENT_SHARE * window);
    }
  }

  /** How far means are outside the box, in allowances; 0 inside. */
  #excess(means: Float64Array): number {
    const { allowance } = this.#limits;
    let most = 0;
    for (let f = 0; f < FEATURES; f++) {
      most = Math.max(
        most,
        (means[f] - this.#high[f]) / allowance[f],
        (this.#low[f] - means[f]) / allowance[f],
      );
    }
    return most;
  }

  #accept(): void {
    for (let f = 0; f < FEATURES; f++) {
      this.#low[f] = Math.min(this.#low[f], this.#levels[f], this.#recent[f]);
      this.#high[f] = Math.max(this.#high[f], this.#levels[f], this.#recent[f]);
    }
    this.#latched = false;
    this.#accepted++;
  }

  save(into: Float64Array, at: number): void {
    into.set(this.#levels, at);
    into.set(this.#low, at + FEATURES);
    into.set(this.#high, at + 2 * FEATURES);
    into.set(this.#recent, at + 3 * FEATURES);
    into.set([this.#latched ? 1 : 0, this.#peak, this.#settled, this.#accepted], at + 4 * FEATURES);
  }

  restore(from: Float64Array, at: number): void {
    this.#levels.set(from.subarray(at, at + FEATURES));
    this.#low.set(from.subarray(at + FEATURES, at + 2 * FEATURES));
    this.#high.set(from.subarray(at + 2 * FEATURES, at + 3 * FEATURES));
    this.#recent.set(from.subarray(at + 3 * FEATURES, at + 4 * FEATURES));
    const [latched, ...rest] = from.subarray(at + 4 * FEATURES, at + DRIFT_STATE);
    this.#latched = latched === 1;
    [this.#peak, this.#settled, this.#accepted] = rest;
  }
}

/** What a latched track reports at least: just over the limit. */
const LATCHED_RATIO = 1.01;
