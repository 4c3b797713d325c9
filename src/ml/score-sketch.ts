import { quantileOfSorted } from './quantile.ts';

const POINTS = 129;

/** Strictly inside (0, 1) with room to spare in float64. */
const NEAREST_TO_ONE = 1e-9;

/**
 * The distribution of held-out normal scores as evenly spaced quantiles. A confidence read from it is an empirical
 * share, not a probability that something is wrong.
 */
export class ScoreSketch {
  readonly quantiles: Float64Array;
  readonly count: number;

  constructor(quantiles: Float64Array, count: number) {
    this.quantiles = quantiles;
    this.count = count;
  }

  /** @param scores finite; an empty sample counts as one score of zero. */
  static of(scores: Float64Array): ScoreSketch {
    const sorted = scores.length > 0 ? Float64Array.from(scores).sort() : Float64Array.of(0);
    const quantiles = Float64Array.from({ length: POINTS }, (_, k) =>
      quantileOfSorted(sorted, k / (POINTS - 1)),
    );
    return new ScoreSketch(quantiles, sorted.length);
  }

  /**
   * Share of held-out normal scores below `score`, in (0, 1), never decreasing. Beyond the largest of n scores the
   * rest 1/(n+1) shrinks with the excess over the largest, as an exponential tail from the median through it would.
   */
  shareBelow(score: number): number {
    const largest = this.quantiles[POINTS - 1];
    const rest = 1 / (this.count + 1);
    if (score >= largest) {
      const tail = Math.max((largest - this.quantiles[(POINTS - 1) / 2]) / Math.LN2, 1e-12);
      return Math.min(1 - rest * Math.exp(-(score - largest) / tail / 4), 1 - NEAREST_TO_ONE);
    }
    const at = this.#rank(score) / (POINTS - 1);
    return Math.max(NEAREST_TO_ONE, Math.min(at * (1 - rest), 1 - NEAREST_TO_ONE));
  }

  /** Fractional index of the score among the quantiles; the first of equal ones counts. */
  #rank(score: number): number {
    let low = 0;
    let high = POINTS - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.quantiles[middle] < score) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    const below = this.quantiles[low - 1];
    return low - 1 + (score - below) / (this.quantiles[low] - below);
  }
}
