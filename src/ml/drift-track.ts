import { z } from 'zod';
import { FEATURES } from './window-envelope.ts';

export const driftConfig = z.strictObject({
  /** Readings over which a level is averaged (time constant of an exponential mean); 0 switches the track off. */
  window: z
    .int('a whole number from 0 to 100000')
    .min(0, 'from 0 to 100000')
    .max(100_000, 'from 0 to 100000')
    .default(400),
  /** How many times the range that normal levels showed a level may leave it. */
  margin: z.number('above 0').positive('above 0').default(0.75),
  /** Once over the limit, it stays announced until the excess falls under this share of the limit. */
  release: z.number('between 0 and 1').min(0, 'between 0 and 1').max(1, 'between 0 and 1').default(0.5),
});

export type DriftConfig = z.output<typeof driftConfig>;

/** Per window feature: where long means start, the box they filled in training, how far outside is a drift, and the clip. */
export interface DriftLimits {
  readonly start: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly allowance: Float64Array;
  readonly clipLow: Float64Array;
  readonly clipHigh: Float64Array;
}

/** Smallest allowance: share of the spread of the feature, of the usual spread inside a window, of the feature itself. */
const SPREAD_SHARE = 0.5;
const GROWTH_SHARE = 0.25;

/** @param rows features of the trailing windows of normal data, in order; `floor` in scaled units. */
export const driftLimits = (rows: Float64Array, config: DriftConfig, floor: number): DriftLimits => {
  const limits = { ...blank(), clipLow: blank().low, clipHigh: blank().low };
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
    limits.clipLow[f] = values.reduce((least, value) => Math.min(least, value), start) - 2 * allowance;
    limits.clipHigh[f] = values.reduce((most, value) => Math.max(most, value), start) + 2 * allowance;
  }
  return limits;
};

const blank = () => ({
  start: new Float64Array(FEATURES),
  low: new Float64Array(FEATURES),
  high: new Float64Array(FEATURES),
  allowance: new Float64Array(FEATURES),
});

const meanOf = (values: Float64Array): number => {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  return mean;
};

/** Numbers that hold the state of a drift track. */
export const DRIFT_STATE = FEATURES + 1;

/**
 * Long exponential means of level, spread and roughness against the box they filled in training. It never adapts, so
 * that a slow ramp cannot hide by being slow, and it is latched. Features are clipped, so that one burst cannot pass
 * for a drift.
 */
export class DriftTrack {
  readonly #limits: DriftLimits;
  readonly #config: DriftConfig;
  readonly #levels: Float64Array;
  #latched = false;

  constructor(limits: DriftLimits, config: DriftConfig) {
    this.#limits = limits;
    this.#config = config;
    this.#levels = Float64Array.from(limits.start);
  }

  /**
   * @param features of the trailing window; returns excess over allowance: above 1 is a drift.
   * @param held the sensor is stuck, its level says nothing: the long means wait.
   */
  advance(features: Float64Array, held = false): number {
    if (this.#config.window === 0) return 0;
    const { low, high, allowance, clipLow, clipHigh } = this.#limits;
    let ratio = 0;
    for (let f = 0; f < FEATURES; f++) {
      const counted = Math.max(clipLow[f], Math.min(clipHigh[f], features[f]));
      if (!held) this.#levels[f] += (counted - this.#levels[f]) / this.#config.window;
      ratio = Math.max(
        ratio,
        (this.#levels[f] - high[f]) / allowance[f],
        (low[f] - this.#levels[f]) / allowance[f],
      );
    }
    this.#latched = ratio > (this.#latched ? this.#config.release : 1);
    return this.#latched ? Math.max(ratio, LATCHED_RATIO) : ratio;
  }

  save(into: Float64Array, at: number): void {
    into.set(this.#levels, at);
    into[at + FEATURES] = this.#latched ? 1 : 0;
  }

  restore(from: Float64Array, at: number): void {
    this.#levels.set(from.subarray(at, at + FEATURES));
    this.#latched = from[at + FEATURES] === 1;
  }
}

/** What a latched track reports at least: just over the limit. */
const LATCHED_RATIO = 1.01;
