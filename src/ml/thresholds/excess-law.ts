/**
 * One generalised Pareto law P(excess > x) = (1 + τz)^(−1/γ), z = x/unit, by Grimshaw's parameters: given τ the
 * likelihood is greatest at γ = mean ln(1 + τz), and τ/γ is one over the scale.
 */
interface ParetoNode {
  readonly tau: number;
  readonly shape: number;
  /** Its share of belief; all shares add up to 1. */
  readonly weight: number;
}

/** What is believed of shapes before data: mean and deviation of a normal law. Heavier than exponential, for safety. */
const PRIOR_SHAPE = 0.25;
const PRIOR_DEVIATION = 0.3;
/** Laws are tried at 1 + τ·(largest z) = (peaks + 1)^g; g is about the shape. */
const LOWEST = -1.25;
const HIGHEST = 2.75;
const COARSE_STEP = 1 / 12;
const FINE_NODES = 41;
/** Shares of belief that do not count. */
const NEGLIGIBLE = 1e-9;
/** Where a shape of 0 is looked at. */
const NEAR_ZERO = 1e-9;
/** Fewest independent peaks that a law is credited with: below, its uncertainty would have no mean. */
const LEAST_PEAKS = 5;

/**
 * How far scores exceed a high level when they do: a generalised Pareto law (Pickands 1975) of unknown shape. The
 * uncertainty of the fit is part of it: laws are weighed by their likelihood on a grid of Grimshaw's τ (1993; as Zhang
 * & Stephens 2009), and of each the predictive law (1 + ln(1 + τz)/(kγ))^−k counts, which is exact for k independent
 * peaks. A single best law gives too low a limit: from 2,000 scores, 50 of them peaks, one in 10,000 became three to
 * five (test/ml/thresholds).
 */
export class ExcessLaw {
  readonly #unit: number;
  readonly #peaks: number;
  readonly #nodes: readonly ParetoNode[];

  private constructor(unit: number, peaks: number, nodes: readonly ParetoNode[]) {
    this.#unit = unit;
    this.#peaks = peaks;
    this.#nodes = nodes;
  }

  /**
   * @param excesses above 0, in any order
   * @param independent share of them that is independent, in (0, 1]
   * @param unit mean excess where there is none to learn from
   */
  static of(excesses: Float64Array, independent: number, unit: number): ExcessLaw {
    const largest = excesses.reduce((most, excess) => Math.max(most, excess), 0);
    if (largest === 0)
      return new ExcessLaw(unit, LEAST_PEAKS, [{ tau: NEAR_ZERO, shape: NEAR_ZERO, weight: 1 }]);
    const scaled = excesses.map((excess) => excess / largest);
    const peaks = Math.max(LEAST_PEAKS, independent * scaled.length);
    return new ExcessLaw(largest, peaks, weighed(scaled, peaks));
  }

  /** P(excess > x), in [0, 1], never increasing. */
  survival(excess: number): number {
    const z = excess / this.#unit;
    let probability = 0;
    for (const { tau, shape, weight } of this.#nodes) {
      const inside = tau * z;
      if (inside > -1)
        probability += weight * (1 + Math.log1p(inside) / (shape * this.#peaks)) ** -this.#peaks;
    }
    return probability;
  }

  /** The excess with this probability, in (0, 1). May be infinite. */
  excessAt(probability: number): number {
    let low = 0;
    let high = this.#unit;
    while (this.survival(high) > probability && high < Number.MAX_VALUE) {
      low = high;
      high *= 2;
    }
    for (let i = 0; i < 60; i++) {
      const middle = low + (high - low) / 2;
      if (this.survival(middle) > probability) low = middle;
      else high = middle;
    }
    return high;
  }

  save(): number[] {
    return [
      this.#unit,
      this.#peaks,
      ...this.#nodes.flatMap(({ tau, shape, weight }) => [tau, shape, weight]),
    ];
  }

  static load(numbers: Float64Array): ExcessLaw {
    const nodes: ParetoNode[] = [];
    for (let i = 2; i + 2 < numbers.length; i += 3) {
      nodes.push({ tau: numbers[i], shape: numbers[i + 1], weight: numbers[i + 2] });
    }
    return new ExcessLaw(numbers[0], numbers[1], nodes);
  }
}

/** @param scaled in (0, 1], the largest is 1 */
const weighed = (scaled: Float64Array, peaks: number): ParetoNode[] => {
  let best = LOWEST;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let g = LOWEST; g <= HIGHEST; g += COARSE_STEP) {
    const { logarithm } = judged(scaled, g, peaks);
    if (logarithm > greatest) [best, greatest] = [g, logarithm];
  }
  const reach = Math.max(1.5 * COARSE_STEP, (6 * (1 + Math.abs(best))) / Math.sqrt(peaks));
  const from = Math.max(LOWEST, best - reach);
  const step = (Math.min(HIGHEST, best + reach) - from) / (FINE_NODES - 1);
  const fine = Array.from({ length: FINE_NODES }, (_, i) => judged(scaled, from + i * step, peaks));
  const top = fine.reduce((most, { logarithm }) => Math.max(most, logarithm), Number.NEGATIVE_INFINITY);
  const likely = fine.filter(({ logarithm }) => logarithm - top > Math.log(NEGLIGIBLE));
  const total = likely.reduce((sum, { logarithm }) => sum + Math.exp(logarithm - top), 0);
  return likely.map(({ tau, shape, logarithm }) => ({
    tau,
    shape,
    weight: Math.exp(logarithm - top) / total,
  }));
};

/** τ and its shape, and the logarithm of what is believed of them but for a constant. */
const judged = (scaled: Float64Array, g: number, peaks: number) => {
  const steep = Math.expm1(g * Math.log(scaled.length + 1));
  const tau = Math.abs(steep) < NEAR_ZERO ? NEAR_ZERO : steep;
  let shape = 0;
  for (const z of scaled) shape += Math.log1p(tau * z) / scaled.length;
  const likelihood = peaks * (Math.log(tau / shape) - shape - 1);
  const prior = -0.5 * ((shape - PRIOR_SHAPE) / PRIOR_DEVIATION) ** 2;
  return { tau, shape, logarithm: likelihood + prior };
};
