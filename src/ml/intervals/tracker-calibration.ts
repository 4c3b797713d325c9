import { ConformalBands } from '../forecasting/conformal-bands.ts';
import type { MovementScale } from './movement-scale.ts';
import { ResidualPaths } from './residual-paths.ts';

/** What a tracker starts from: bands and paths in units of the scale, from origins the weights have not seen. */
export interface TrackerCalibration {
  readonly scale: MovementScale;
  /** Narrowest half-width, in the unit of the sensor; above 0. */
  readonly floor: number;
  readonly paths: ResidualPaths;
  readonly bands: ConformalBands;
}

interface Held {
  /** Filled or not; missing samples are NaN. */
  readonly values: Float64Array;
  /** Ascending; the samples before an origin were known. */
  readonly origins: readonly number[];
  readonly horizon: number;
  readonly scale: MovementScale;
  readonly floor: number;
  /** Residual paths to remember. */
  readonly capacity: number;
  /** The path from each origin; null where it has not history enough. */
  readonly pathsFrom: (origins: readonly number[]) => readonly (Float64Array | null)[];
}

/**
 * From forecasts at origins whose actuals the weights have not seen. Paths that end after the last sample count as far as
 * they go.
 * @throws InsufficientDataError when there is no residual at all
 */
export const calibrateTracker = (held: Held): TrackerCalibration => {
  const { values, origins, horizon, scale, floor, capacity } = held;
  const paths = new ResidualPaths(horizon, capacity);
  const points = held.pathsFrom(origins);
  for (const [k, origin] of origins.entries()) {
    const point = points[k];
    if (point === null) continue;
    const unit = scale.at(values, origin);
    const residuals = new Float64Array(horizon).fill(Number.NaN);
    const steps = Math.min(horizon, point.length, values.length - origin);
    for (let step = 0; step < steps; step++) {
      residuals[step] = residualOf(values[origin + step], point[step], unit);
    }
    paths.add(residuals);
  }
  return { scale, floor, paths, bands: ConformalBands.calibrate(paths.bySteps(), 0) };
};

/** (actual − point) / scale; NaN where the actual is missing or infinite. */
export const residualOf = (actual: number, point: number, scale: number): number =>
  Number.isFinite(actual) ? actual / scale - point / scale : Number.NaN;

/** Steps that share one correction: a season. */
export const blockOf = ({ scale, bands }: TrackerCalibration): number => Math.min(bands.horizon, scale.cycle);
