import { quantileOfSorted } from '../numbers/quantile.ts';
import { ExcessLaw } from './excess-law.ts';
import { extremalIndex } from './extremal-index.ts';
import { peaksOf } from './peaks.ts';

const POINTS = 129;
/** Of a float64 that a probability can still be told apart from 0 and 1 in. */
const LEAST_PROBABILITY = Number.MIN_VALUE;
const NEAREST_TO_ONE = 1e-9;

/** Mean excess that is taken for given where no score differs from another. */
const UNKNOWN_UNIT = 1;

/**
 * The law of normal scores: empirical up to a peak level, a generalised Pareto law beyond (peaks over threshold). Short
 * samples give heavy tails and so high limits: what is not known is taken for dangerous. Scores that hang together
 * count for as many as there are clusters of them.
 */
export class ScoreTail {
  readonly #peakShare: number;
  /** Evenly spaced quantiles of the scores up to the peak level, which is the last of them. */
  readonly #body: Float64Array;
  readonly #law: ExcessLaw;

  private constructor(peakShare: number, body: Float64Array, law: ExcessLaw) {
    this.#peakShare = peakShare;
    this.#body = body;
    this.#law = law;
  }

  /**
   * @param scores of normal readings that the detector had not seen, in the order of time; what is not finite does not
   *   count, an empty sample counts as one score of zero
   * @param unit mean excess where no score differs from another
   */
  static of(scores: Float64Array, unit = UNKNOWN_UNIT): ScoreTail {
    const finite = scores.filter(Number.isFinite);
    const sample = finite.length > 0 ? finite : Float64Array.of(0);
    const sorted = Float64Array.from(sample).sort();
    const { level, excesses, share } = peaksOf(sorted);
    const below = sorted.subarray(0, sorted.length - excesses.length);
    const body = Float64Array.from({ length: POINTS }, (_, k) => quantileOfSorted(below, k / (POINTS - 1)));
    return new ScoreTail(
      share,
      body.sort(),
      ExcessLaw.of(excesses, extremalIndex(sample, level), level > 0 ? level : unit),
    );
  }

  /** Probability that a normal reading has at least this score, in (0, 1], never increasing. */
  tailProbability(score: number): number {
    const level = this.#body[POINTS - 1];
    if (score > level) {
      return Math.max(LEAST_PROBABILITY, this.#peakShare * this.#law.survival(score - level));
    }
    return 1 - (this.#rank(score) / (POINTS - 1)) * (1 - this.#peakShare);
  }

  /** 1 − tail probability, strictly inside (0, 1). */
  confidence(score: number): number {
    return Math.max(NEAREST_TO_ONE, Math.min(1 - this.tailProbability(score), 1 - NEAREST_TO_ONE));
  }

  /** The score that one normal reading in `oneIn` exceeds; finite. */
  levelOf(oneIn: number): number {
    const probability = 1 / oneIn;
    if (probability >= this.#peakShare) {
      return quantileOfSorted(this.#body, (1 - probability) / (1 - this.#peakShare));
    }
    const level = this.#body[POINTS - 1];
    return Math.min(level + this.#law.excessAt(probability / this.#peakShare), Number.MAX_VALUE);
  }

  save(): Float64Array {
    return Float64Array.of(this.#peakShare, ...this.#body, ...this.#law.save());
  }

  /**
   * From the column `tail` of an artifact, or from the 129 quantiles of all scores that older ones keep as `sketch`.
   *
   * @returns null when there is neither
   */
  static load({ tail: numbers, sketch }: Record<string, Float64Array>): ScoreTail | null {
    if (numbers === undefined) return sketch === undefined ? null : ScoreTail.of(sketch);
    if (numbers.length < POINTS + 6 || (numbers.length - POINTS - 3) % 3 !== 0) return null;
    const body = numbers.slice(1, 1 + POINTS);
    return new ScoreTail(numbers[0], body, ExcessLaw.load(numbers.subarray(1 + POINTS)));
  }

  /** Fractional index of the score in the body; the first of equal quantiles counts. */
  #rank(score: number): number {
    let low = 0;
    let high = POINTS - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#body[middle] < score) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    const below = this.#body[low - 1];
    return low - 1 + (score - below) / (this.#body[low] - below);
  }
}
