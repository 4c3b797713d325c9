import { clampFinite } from '../forecasting/point-model.ts';

/** A calm stretch counts as this share of the usual movement at least, so that a sensor at rest keeps a band. */
const CALMEST = 0.2;
/** Seasons that are looked back on, as far as they fit into so many samples; one at least. */
const SEASONS = 7;
const LONGEST = 1_008;
/** Samples that stand for a season where there is none. */
const WITHOUT_SEASON = 24;
/** The least share of the pairs that must have been recorded. */
const KNOWN = 0.25;

/**
 * How much a sensor moves now, in its own unit: s = √(max(m, 0.2·r)·r), m the mean |xₜ − xₜ₋ₚ| of the last seven seasons
 * of p samples (of the last 168 samples where there is none, p = 1; of fewer seasons where they are long), r the same over the training samples. The root lies
 * half way between the usual movement and the present one, because a calm week says less than that of the next.
 */
export class MovementScale {
  /** Samples between the two of a pair. */
  readonly lag: number;
  /** r, above 0. */
  readonly reference: number;

  constructor(lag: number, reference: number) {
    this.lag = lag;
    this.reference = reference;
  }

  /** @param least the reference of a sensor that moved less; above 0 */
  static of(train: Float64Array, season: number, least: number): MovementScale {
    const pairs = Math.max(0, train.length - season);
    const moved = meanMovement(train, train.length, season, pairs) ?? 0;
    return new MovementScale(season, Math.max(least, moved));
  }

  /** Samples before the origin that are looked at. */
  get lookback(): number {
    return this.#window + this.lag;
  }

  /** Samples: the season, or what stands for one. */
  get cycle(): number {
    return this.lag > 1 ? this.lag : WITHOUT_SEASON;
  }

  get #window(): number {
    return Math.max(this.cycle, Math.min(SEASONS * this.cycle, LONGEST));
  }

  /** Above 0 and finite; from the samples before `end` only. The reference where too few of them were recorded. */
  at(values: Float64Array, end: number = values.length): number {
    const window = Math.min(this.#window, end - this.lag);
    const moved = meanMovement(values, end, this.lag, window) ?? this.reference;
    return Math.sqrt(Math.max(moved, CALMEST * this.reference)) * Math.sqrt(this.reference);
  }
}

/** Over the last `pairs` pairs before `end`; undefined where too few were recorded. */
const meanMovement = (values: Float64Array, end: number, lag: number, pairs: number): number | undefined => {
  let mean = 0;
  let count = 0;
  for (let t = end - pairs; t < end; t++) {
    if (!Number.isFinite(values[t]) || !Number.isFinite(values[t - lag])) continue;
    count++;
    mean += (clampFinite(Math.abs(values[t] - values[t - lag])) - mean) / count;
  }
  return count > 0 && count >= KNOWN * pairs ? mean : undefined;
};
