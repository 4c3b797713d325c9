import type { IntervalConfig } from '../intervals/interval-config.ts';
import { MovementScale } from '../intervals/movement-scale.ts';
import { conformalIntervals, type PathIntervals, trackedIntervals } from '../intervals/path-intervals.ts';
import { calibrateTracker } from '../intervals/tracker-calibration.ts';
import { fillGaps } from '../numbers/missing-values.ts';
import { bandFloor, ConformalBands } from './conformal-bands.ts';
import {
  ableOrigins,
  clampFinite,
  heldOutResiduals,
  type PointModel,
  pathsAfter,
  windowBefore,
} from './point-model.ts';
import { rollingOrigins } from './rolling-origins.ts';

/** Origins whose residuals calibrate, at most. */
const CALIBRATION_ORIGINS = 400;
/** Their steps together, at most: the paths of a long horizon overlap, and more of them would tell little more. */
const CALIBRATION_STEPS = 150_000;

/** Samples of one sensor of which the model has seen those before `fitted`. */
interface HeldOut {
  /** NaN where one is missing. */
  readonly values: Float64Array;
  readonly fitted: number;
  readonly horizon: number;
  /** Step of `values[0]`, as in `PointModel.predict`. */
  readonly step: number;
}

/**
 * The stage of intervals, calibrated by what a model that has seen the first `fitted` samples forecasts of the rest.
 * @throws InsufficientDataError
 */
export const calibratedIntervals = (
  config: IntervalConfig,
  model: PointModel,
  { values, fitted, horizon, step }: HeldOut,
): PathIntervals => {
  const floor = bandFloor(fillGaps(values));
  const atMost = Math.min(CALIBRATION_ORIGINS, Math.floor(CALIBRATION_STEPS / horizon));
  const origins = rollingOrigins(fitted, values.length - 1, atMost, model.season);
  if (config.method === 'CONFORMAL') {
    const residuals = heldOutResiduals(model, values, origins, horizon, step);
    return conformalIntervals(ConformalBands.calibrate(residuals, floor));
  }
  const pathsFrom = (from: readonly number[]): (Float64Array | null)[] => {
    const able = ableOrigins(model, values, from);
    const windows = able.map((origin) => windowBefore(model, values, origin));
    const steps = able.map((origin) => step + origin);
    const paths = pathsAfter(model, windows, horizon, steps).map((path) => path.map(clampFinite));
    const byOrigin = new Map(able.map((origin, k) => [origin, paths[k]]));
    return from.map((origin) => byOrigin.get(origin) ?? null);
  };
  const scale = MovementScale.of(values.subarray(0, fitted), model.season, floor);
  const held = { values, origins, horizon, scale, floor, capacity: config.paths, pathsFrom };
  return trackedIntervals(calibrateTracker(held), config.gain);
};
