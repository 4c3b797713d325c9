import { ExcessLaw } from './excess-law.ts';
import { extremalIndex } from './extremal-index.ts';
import { peaksOf } from './peaks.ts';

/** Peaks that are remembered, the latest: 8 kB of state. */
const MOST_PEAKS = 1_000;
/** New peaks, as a share of those remembered, after which the law is learnt anew. */
const REFIT_SHARE = 0.02;
/** Scores over the limit that are learnt from, as a multiple of the false alarms promised, and how many can be saved up. */
const CREDIT_SHARE = 3;
const MOST_CREDIT = 3;
const LEAST_LIMIT = 1e-9;
/** Numbers of a state beside its peaks. */
const SCALARS = 8;

/**
 * Streaming peaks over threshold (SPOT; Siffer, Fouque, Termier & Largouët, KDD 2017): the limit that one normal score
 * in `oneIn` exceeds, learnt on from scores that do not exceed it; the peak level stays that of the calibration. The
 * paper learns from nothing over the limit, which cuts the tail off: the limit creeps down (15 times the alarms asked
 * for after 300,000 normal scores). Here a few such scores are learnt from, for each so many normal ones before it, and
 * at most at twice the excess of the limit: a long anomaly teaches nothing.
 */
export class Spot {
  #oneIn = 0;
  #level = 0;
  #independent = 1;
  #seen = 0;
  #exceeded = 0;
  #sinceFit = 0;
  #credit = 1;
  #limit = LEAST_LIMIT;
  /** Excesses, oldest first. */
  #peaks: number[] = [];

  /** @param scores of normal readings in the order of time, finite */
  static calibrated(scores: Float64Array, oneIn: number): Spot {
    const spot = new Spot();
    const sample = scores.length > 0 ? scores : Float64Array.of(0);
    spot.#oneIn = oneIn;
    spot.#level = peaksOf(Float64Array.from(sample).sort(), MOST_PEAKS).level;
    spot.#independent = extremalIndex(sample, spot.#level);
    const peaks = Array.from(sample.filter((score) => score > spot.#level));
    spot.#seen = sample.length;
    spot.#exceeded = peaks.length;
    spot.#peaks = peaks.map((score) => score - spot.#level).slice(-MOST_PEAKS);
    spot.#fit();
    return spot;
  }

  /** A score over this departs from normal. Above 0, finite. */
  get limit(): number {
    return this.#limit;
  }

  /** Learns from a score that has been judged. */
  advance(score: number): void {
    if (score <= this.#limit) {
      this.#credit = Math.min(MOST_CREDIT, this.#credit + CREDIT_SHARE / this.#oneIn);
      this.#learn(score);
    } else if (this.#credit >= 1) {
      this.#credit--;
      this.#learn(Math.min(score, this.#limit + (this.#limit - this.#level)));
    }
  }

  #learn(score: number): void {
    this.#seen++;
    if (score <= this.#level) return;
    this.#exceeded++;
    this.#peaks.push(score - this.#level);
    if (this.#peaks.length > MOST_PEAKS) this.#peaks.shift();
    if (++this.#sinceFit >= REFIT_SHARE * this.#peaks.length) this.#fit();
  }

  #fit(): void {
    this.#sinceFit = 0;
    const law = ExcessLaw.of(
      Float64Array.from(this.#peaks),
      this.#independent,
      this.#level > 0 ? this.#level : 1,
    );
    const share = (this.#exceeded + 1) / (this.#seen + 1);
    const excess = law.excessAt(Math.min(1, 1 / (this.#oneIn * share)));
    this.#limit = Math.max(LEAST_LIMIT, Math.min(this.#level + excess, Number.MAX_VALUE));
  }

  save(): number[] {
    const counts = [this.#seen, this.#exceeded, this.#sinceFit, this.#credit];
    return [this.#oneIn, this.#level, this.#independent, ...counts, this.#limit, ...this.#peaks];
  }

  /** @returns null when these are not the numbers of one */
  static load(numbers: Float64Array): Spot | null {
    if (numbers.length < SCALARS || numbers.length > SCALARS + MOST_PEAKS) return null;
    const spot = new Spot();
    [spot.#oneIn, spot.#level, spot.#independent] = numbers;
    [spot.#seen, spot.#exceeded, spot.#sinceFit, spot.#credit, spot.#limit] = numbers.subarray(3);
    spot.#peaks = Array.from(numbers.subarray(SCALARS));
    return spot;
  }
}
