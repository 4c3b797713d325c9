import { CorruptArtifactError } from '../../errors.ts';
import type { Band } from '../forecaster.ts';
import { ConformalBands } from '../forecasting/conformal-bands.ts';
import { clampFinite } from '../forecasting/point-model.ts';
import { residualOf } from './tracker-calibration.ts';

/** Whole paths that a forecaster draws from its own uncertainty: networks with dropout, the members of an ensemble. */
export interface SampledPaths {
  /** The mean of the samples, a step each. */
  readonly point: Float64Array;
  /** Standard deviation of the samples, a step each; at least the floor. */
  readonly spread: Float64Array;
}

/** Mean and spread of sample paths of one length, at least two. @param floor least spread, above 0 */
export const sampledPaths = (samples: readonly Float64Array[], floor: number): SampledPaths => {
  const point = samples[0].map((_, step) =>
    samples.reduce((mean, path, k) => mean + (path[step] / (k + 1) - mean / (k + 1)), 0),
  );
  const spread = point.map((centre, step) => {
    // Halves: the distance of ±1e308 is not a number.
    const away = samples.map((path) => path[step] / 2 - centre / 2);
    const unit = away.reduce((most, distance) => Math.max(most, Math.abs(distance)), 0);
    if (!(unit > 0)) return floor;
    const squares = away.reduce((sum, distance) => sum + (distance / unit) ** 2, 0);
    return clampFinite(Math.max(floor, 2 * unit * Math.sqrt(squares / (samples.length - 1))));
  });
  return { point, spread };
};

/** A forecast of the calibration: what the samples said and what came, NaN where it is missing. */
export interface SampledCase {
  readonly paths: SampledPaths;
  readonly actual: Float64Array;
}

/**
 * Intervals from the spread of sample paths, made honest: held-out residuals in units of the spread of their own forecast
 * are conformalised (locally weighted split conformal, Lei et al. 2018, §5.2), so that the width follows the spread and
 * the coverage does not depend on whether the spread is right.
 */
export class SampledBands {
  /** Narrowest half-width, above 0. */
  readonly floor: number;
  readonly #bands: ConformalBands;

  private constructor(bands: ConformalBands, floor: number) {
    this.#bands = bands;
    this.floor = floor;
  }

  /** @param floor narrowest half-width, above 0 @throws InsufficientDataError */
  static calibrate(cases: readonly SampledCase[], horizon: number, floor: number): SampledBands {
    const residuals = Array.from({ length: horizon }, (_, step) =>
      Float64Array.from(cases, ({ paths, actual }) =>
        residualOf(actual[step], paths.point[step], paths.spread[step]),
      ).filter(Number.isFinite),
    );
    return new SampledBands(ConformalBands.calibrate(residuals, 0), floor);
  }

  around({ point, spread }: SampledPaths, level: number): Band {
    const unit = this.#bands.around(new Float64Array(point.length), level);
    const reach = (end: number, step: number): number => Math.max(this.floor, spread[step] * end);
    return {
      level,
      lower: point.map((value, step) => clampFinite(value - reach(-unit.lower[step], step))),
      upper: point.map((value, step) => clampFinite(value + reach(unit.upper[step], step))),
    };
  }

  /** What `restore` needs. */
  columns(): Record<string, Float64Array> {
    return { ...this.#bands.columns(), sampledFloor: Float64Array.of(this.floor) };
  }

  /** @throws CorruptArtifactError */
  static restore(kind: string, horizon: number, columns: Record<string, Float64Array>): SampledBands {
    const floor = columns.sampledFloor?.[0] ?? 0;
    if (!(floor > 0)) throw new CorruptArtifactError(kind, 'its bands have no floor');
    return new SampledBands(ConformalBands.restore(kind, horizon, columns), floor);
  }
}
