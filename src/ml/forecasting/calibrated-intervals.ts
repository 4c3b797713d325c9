import type { IntervalConfig } from '../intervals/interval-config.ts';
import { MovementScale } from '../intervals/movement-scale.ts';
import { conformalIntervals, type PathIntervals, trackedIntervals } from '../intervals/path-intervals.ts';
import { calibrateTracker } from '../intervals/tracker-calibration.ts';
import { fillGaps } from '../numbers/missing-values.ts';
import { bandFloor, ConformalBands } from './conformal-bands.ts';
import { ableOrigins, clampFinite, type PointModel, pathsAfter, windowBefore } from './point-model.ts';
import { rollingOrigins } from './rolling-origins.ts';

/** Origins whose residuals calibrate, at most. */
const CALIBRATION_ORIGINS = 400;
/** Their steps together, at most: the paths of a long horizon overlap, and more of them would tell little more. */
const CALIBRATION_STEPS = 150_000;

/** Samples of one sensor of which the weights have seen those before `fitted`. */
interface HeldOut {
  /** NaN where one is missing. */
  readonly values: Float64Array;
  readonly fitted: number;
  readonly horizon: number;
}

/** What weights that have seen the samples before `fitted` forecast of the others. */
export interface HeldOutForecasts {
  /** In samples; 1 for none. */
  readonly season: number;
  /** The whole path after the samples before each origin; null where they are not enough. */
  pathsFrom(origins: readonly number[]): readonly (Float64Array | null)[];
}

/** @param step of `values[0]`, as in `PointModel.predict` */
export const forecastsOf = (
  model: PointModel,
  values: Float64Array,
  horizon: number,
  step: number,
): HeldOutForecasts => ({
  season: model.season,
  pathsFrom(origins) {
    const able = ableOrigins(model, values, origins);
    const windows = able.map((origin) => windowBefore(model, values, origin));
    const steps = able.map((origin) => step + origin);
    const paths = pathsAfter(model, windows, horizon, steps).map((path) => path.map(clampFinite));
    const byOrigin = new Map(able.map((origin, k) => [origin, paths[k]]));
    return origins.map((origin) => byOrigin.get(origin) ?? null);
  },
});

/**
 * The stage of intervals, calibrated by forecasts of samples that the weights have not seen.
 * @throws InsufficientDataError
 */
export const calibratedIntervals = (
  config: IntervalConfig,
  { season, pathsFrom }: HeldOutForecasts,
  { values, fitted, horizon }: HeldOut,
): PathIntervals => {
  const floor = bandFloor(fillGaps(values));
  const atMost = Math.min(CALIBRATION_ORIGINS, Math.floor(CALIBRATION_STEPS / horizon));
  const origins = rollingOrigins(fitted, values.length - 1, atMost, season);
  if (config.method === 'CONFORMAL') {
    const residuals = residualsBySteps(values, origins, pathsFrom(origins), horizon);
    return conformalIntervals(ConformalBands.calibrate(residuals, floor));
  }
  const scale = MovementScale.of(values.subarray(0, fitted), season, floor);
  const held = { values, origins, horizon, scale, floor, capacity: config.paths, pathsFrom };
  return trackedIntervals(calibrateTracker(held), config.gain);
};

/** Actual less forecast of each step, from every origin with a path whose actual was recorded. */
export const residualsBySteps = (
  values: Float64Array,
  origins: readonly number[],
  paths: readonly (Float64Array | null)[],
  horizon: number,
): Float64Array[] =>
  Array.from({ length: horizon }, (_, step) =>
    Float64Array.from(
      paths.flatMap((path, k) => {
        const actual = values[origins[k] + step] ?? Number.NaN;
        return path && Number.isFinite(actual) ? [clampFinite(actual - path[step])] : [];
      }),
    ),
  );
