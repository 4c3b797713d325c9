import type { ForecastPath } from '../forecaster.ts';
import { clampFinite } from './point-model.ts';

/** The levels whose bands a path must carry, so that it can be scored; the last one is the level of `coverage`. */
export const SCORED_LEVELS: readonly number[] = [0.5, 0.8, 0.9];

/** Means over all scored steps of all origins; errors are in the unit of the sensor. */
export interface ForecastMetrics {
  /** Mean absolute error. */
  readonly mae: number;
  /** Root mean squared error. */
  readonly rmse: number;
  /** MAE over the mean absolute seasonal difference of the training samples (Hyndman & Koehler 2006); null when that is 0. */
  readonly mase: number | null;
  /** 200·|y − ŷ| / (|y| + |ŷ|), percent in [0, 200]; 0 where both are 0. */
  readonly smape: number;
  /** Mean pinball loss over the ends of the 50, 80 and 90 % bands and the point as the median. */
  readonly pinball: number;
  /** Share of actuals inside the 90 % band, in [0, 1]. */
  readonly coverage: number;
  /** Mean width of the 90 % band. */
  readonly width: number;
}

/** Collects forecasts and what came after them. Missing actuals (NaN) do not count. */
export class ForecastScores {
  readonly #errors: number[] = [];
  #percent = 0;
  #pinball = 0;
  #covered = 0;
  #width = 0;

  /** Actuals that were scored. */
  get count(): number {
    return this.#errors.length;
  }

  /** @param actual what came after the origin, at least as long as the path; its bands are those of SCORED_LEVELS. */
  add(path: ForecastPath, actual: Float64Array): void {
    const outer = path.bands[path.bands.length - 1];
    for (let step = 0; step < path.point.length; step++) {
      const value = actual[step];
      if (!Number.isFinite(value)) continue;
      const point = path.point[step];
      this.#errors.push(clampFinite(value - point));
      this.#percent += relativeError(value, point);
      this.#pinball += meanPinball(path, step, value);
      if (value >= outer.lower[step] && value <= outer.upper[step]) this.#covered++;
      this.#width += outer.upper[step] / 2 - outer.lower[step] / 2;
    }
  }

  /** @param scale mean absolute seasonal difference of the training samples. */
  metrics(scale: number): ForecastMetrics {
    const largest = this.#errors.reduce((most, error) => Math.max(most, Math.abs(error)), 0);
    const unit = largest > 0 ? largest : 1;
    let absolute = 0;
    let squares = 0;
    for (const error of this.#errors) {
      absolute += Math.abs(error / unit);
      squares += (error / unit) ** 2;
    }
    const mae = (absolute / this.count) * unit;
    return {
      mae,
      rmse: Math.sqrt(squares / this.count) * unit,
      mase: scale > 0 ? clampFinite(mae / scale) : null,
      smape: (100 * this.#percent) / this.count,
      pinball: clampFinite(this.#pinball) / this.count,
      coverage: this.#covered / this.count,
      width: 2 * (clampFinite(this.#width) / this.count),
    };
  }
}

/** Mean |x_t − x_{t−season}| over the pairs of which both were recorded; 0 when there is no such pair. */
export const seasonalDifference = (values: Float64Array, season: number): number => {
  let mean = 0;
  let count = 0;
  for (let t = season; t < values.length; t++) {
    const difference = Math.abs(values[t] - values[t - season]);
    if (Number.isNaN(difference)) continue;
    count++;
    mean += clampFinite(difference - mean) / count;
  }
  return clampFinite(mean);
};

/** Divides before it adds, so that neither ±1e308 nor the smallest numbers break the ratio. */
export const relativeError = (actual: number, forecast: number): number => {
  const unit = Math.max(Math.abs(actual), Math.abs(forecast));
  if (unit === 0) return 0;
  const [a, f] = [actual / unit, forecast / unit];
  return (2 * Math.abs(a - f)) / (Math.abs(a) + Math.abs(f));
};

const meanPinball = (path: ForecastPath, step: number, actual: number): number => {
  let sum = pinballLoss(actual, path.point[step], 0.5);
  for (const { level, lower, upper } of path.bands) {
    sum +=
      pinballLoss(actual, lower[step], (1 - level) / 2) + pinballLoss(actual, upper[step], (1 + level) / 2);
  }
  return sum / (2 * path.bands.length + 1);
};

/** Koenker & Bassett's loss of a quantile p. */
export const pinballLoss = (actual: number, quantile: number, p: number): number =>
  actual >= quantile ? p * clampFinite(actual - quantile) : (1 - p) * clampFinite(quantile - actual);
