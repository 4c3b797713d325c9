/** Mean and population variance of normal scores, and how many there were. */
export interface ScoreNull {
  readonly mean: number;
  readonly variance: number;
  readonly count: number;
}

/** Smoothing of a score, readings. */
const SMOOTHING = 3;
/** Smallest standard deviation of a score that counts, in scaled units. */
const DEVIATION_FLOOR = 0.03;
/** A score moves mean and variance at most as one so many deviations above the mean. */
const CLIP_DEVIATIONS = 20;
/** Readings that the running mean remembers, at most; and what the null from training counts for at the start. */
const MEMORY = 2000;
const NULL_WEIGHT = 100;

/** Numbers that hold the state of one normaliser. */
export const NORMALISER_STATE = 4;

/**
 * Turns a raw score into a one-sided deviation z ≥ 0 from what the score has normally been, starting from the null of
 * the training data and moving slowly with the stream: e += (x − e)/3; z = max(0, (e − M)/max(√V, .03)) before the
 * update; then y = min(e, M + 20s), d = y − M, M += d/N, V += (d(y − M) − V)/N with N growing to 2,000. It absorbs
 * slow drift by design; a track that does not adapt stands beside it.
 */
export class RunningNormaliser {
  #smoothed: number;
  #mean: number;
  #variance: number;
  #count: number;

  constructor(start: ScoreNull) {
    this.#smoothed = start.mean;
    this.#mean = start.mean;
    this.#variance = start.variance;
    this.#count = Math.min(start.count, NULL_WEIGHT);
  }

  /**
   * @param score raw, finite.
   * @param learn false: mean and variance stay
   */
  advance(score: number, learn = true): number {
    this.#smoothed += (score - this.#smoothed) / SMOOTHING;
    const deviation = Math.max(Math.sqrt(this.#variance), DEVIATION_FLOOR);
    const z = Math.max(0, (this.#smoothed - this.#mean) / deviation);
    if (!learn) return z;
    const counted = Math.min(this.#smoothed, this.#mean + CLIP_DEVIATIONS * deviation);
    this.#count = Math.min(this.#count + 1, MEMORY);
    const step = counted - this.#mean;
    this.#mean += step / this.#count;
    this.#variance += (step * (counted - this.#mean) - this.#variance) / this.#count;
    return z;
  }

  /** Mean plus three deviations of the score as it normally is. */
  get usualLimit(): number {
    return this.#mean + 3 * Math.sqrt(this.#variance);
  }

  save(into: Float64Array, at: number): void {
    into[at] = this.#smoothed;
    into[at + 1] = this.#mean;
    into[at + 2] = this.#variance;
    into[at + 3] = this.#count;
  }

  restore(from: Float64Array, at: number): void {
    [this.#smoothed, this.#mean, this.#variance, this.#count] = from.subarray(at, at + NORMALISER_STATE);
  }
}

/** Null of raw scores from normal data, after the smoothing that a live stream applies. NaN scores are left out. */
export const scoreNull = (scores: Float64Array): ScoreNull => {
  const smoothed = smoothedScores(scores).filter((e) => !Number.isNaN(e));
  let mean = 0;
  for (const e of smoothed) mean += e / smoothed.length;
  let variance = 0;
  for (const e of smoothed) variance += (e - mean) ** 2 / smoothed.length;
  return { mean, variance, count: smoothed.length };
};

/** z of each held-out score against a null that stands still. NaN scores stay NaN. */
export const nullDeviations = (scores: Float64Array, against: ScoreNull): Float64Array => {
  const deviation = Math.max(Math.sqrt(against.variance), DEVIATION_FLOOR);
  return smoothedScores(scores).map((e) =>
    Number.isNaN(e) ? e : Math.max(0, (e - against.mean) / deviation),
  );
};

const smoothedScores = (scores: Float64Array): Float64Array => {
  let e = scores.find((score) => !Number.isNaN(score)) ?? 0;
  return scores.map((score) => {
    if (Number.isNaN(score)) return score;
    e += (score - e) / SMOOTHING;
    return e;
  });
};
