import { hasCrossed, type Limit } from './limit.ts';

/** When the limit is crossed for the first time, in steps from 1; null where that lies beyond the horizon. */
interface TimeToLimit {
  /** Of the probability that it has happened by then, in (0, 1). */
  readonly quantile: number;
  readonly step: number | null;
}

export interface CrossingRisk {
  /** Entry h: the probability that the limit is crossed within h + 1 steps; in (0, 1), never falling. */
  readonly within: Float64Array;
  /** Paths that were added to the forecast. */
  readonly paths: number;
  readonly firstPassages: Float64Array;
}

/** Residual paths, in units of a scale. */
interface Residuals {
  readonly count: number;
  path(k: number): Float32Array | Float64Array;
}

/**
 * The probability that a sensor crosses a limit, by adding whole residual paths of past forecasts to this one: crossings
 * depend on how errors of neighbouring steps go together, which single steps do not show. With c of n paths that cross
 * within h steps the probability is (1 + c)/(n + 2), Laplace's rule of succession: never 0 or 1. Steps whose residual is
 * missing cross nothing.
 * @param scale unit of the residuals at this origin
 */
export const crossingRisk = (
  point: Float64Array,
  residuals: Residuals,
  scale: number,
  limit: Limit,
): CrossingRisk => {
  const firstPassages = new Float64Array(residuals.count);
  const crossed = new Float64Array(point.length);
  for (let k = 0; k < residuals.count; k++) {
    const path = residuals.path(k);
    let step = 0;
    while (step < point.length && !hasCrossed(limit, point[step] + scale * path[step])) step++;
    if (step < point.length) crossed[step]++;
    firstPassages[k] = step < point.length ? step + 1 : Number.POSITIVE_INFINITY;
  }
  let crossings = 0;
  const within = crossed.map((count) => {
    crossings += count;
    return (1 + crossings) / (residuals.count + 2);
  });
  return { within, paths: residuals.count, firstPassages: firstPassages.sort() };
};

/**
 * Quantiles of the first passage, censored at the horizon: the q-quantile is the step by which a share q of the paths has
 * crossed, and null where fewer have.
 */
export const timeToLimit = (
  { firstPassages }: Pick<CrossingRisk, 'firstPassages'>,
  quantiles: readonly number[],
): TimeToLimit[] =>
  quantiles.map((quantile) => {
    const rank = Math.max(1, Math.ceil(quantile * firstPassages.length - 1e-9));
    const step = firstPassages[rank - 1] ?? Number.POSITIVE_INFINITY;
    return { quantile, step: Number.isFinite(step) ? step : null };
  });
