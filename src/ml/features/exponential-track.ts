import type { ExponentialStatistic } from './feature-config.ts';

/** Numbers of a track that are kept. */
export const EXPONENTIAL_STATE = 3;

/**
 * Exponentially weighted mean and standard deviation, the weights of the samples summing to one from the first on:
 * w = (1 − α)w + 1, μ ← μ + (x − μ)/w, s ← (1 − α)s + (x − μ_before)(x − μ), deviation √(s/w), α = 2/(span + 1)
 * (West 1979, with decay). A missing sample changes nothing.
 */
export class ExponentialTrack {
  readonly #keep: number;
  #weight = 0;
  #mean = 0;
  #squares = 0;

  constructor(span: number) {
    this.#keep = 1 - 2 / (span + 1);
  }

  push(value: number): void {
    if (Number.isNaN(value)) return;
    this.#weight = this.#keep * this.#weight + 1;
    const away = value - this.#mean;
    this.#mean += away / this.#weight;
    this.#squares = this.#keep * this.#squares + away * (value - this.#mean);
    if (!Number.isFinite(this.#mean) || !Number.isFinite(this.#squares)) this.#forget();
  }

  /** NaN before the first usable sample. */
  value(statistic: ExponentialStatistic): number {
    if (this.#weight === 0) return Number.NaN;
    return statistic === 'MEAN' ? this.#mean : Math.sqrt(Math.max(0, this.#squares / this.#weight));
  }

  /** What overflowed says nothing of what follows. */
  #forget(): void {
    this.#weight = 0;
    this.#mean = 0;
    this.#squares = 0;
  }

  save(into: Float64Array, at: number): void {
    into.set([this.#weight, this.#mean, this.#squares], at);
  }

  restore(from: Float64Array, at: number): void {
    [this.#weight, this.#mean, this.#squares] = from.subarray(at, at + EXPONENTIAL_STATE);
  }
}
