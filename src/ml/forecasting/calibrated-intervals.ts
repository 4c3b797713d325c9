import type { IntervalConfig } from '../intervals/interval-config.ts';
import { MovementScale } from '../intervals/movement-scale.ts';
import { conformalIntervals, type PathIntervals, trackedIntervals } from '../intervals/path-intervals.ts';
import { calibrateTracker } from '../intervals/tracker-calibration.ts';
import { fillGaps, usableCount } from '../numbers/missing-values.ts';
import { bandFloor, ConformalBands } from './conformal-bands.ts';
import { clampFinite, heldOutResiduals, type PointModel, pathFrom } from './point-model.ts';
import { rollingOrigins } from './rolling-origins.ts';

/** Origins whose residuals calibrate, at most. */
const CALIBRATION_ORIGINS = 400;

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
  const origins = rollingOrigins(fitted, values.length - 1, CALIBRATION_ORIGINS, model.season);
  if (config.method === 'CONFORMAL') {
    const residuals = heldOutResiduals(model, values, origins, horizon, step);
    return conformalIntervals(ConformalBands.calibrate(residuals, floor));
  }
  const pathAt = (origin: number): Float64Array | null => {
    const window = values.subarray(Math.max(0, origin - model.lookback), origin);
    if (usableCount(window) < model.minimumHistory) return null;
    return pathFrom(model, values, origin, horizon, step + origin).map(clampFinite);
  };
  const scale = MovementScale.of(values.subarray(0, fitted), model.season, floor);
  const held = { values, origins, horizon, scale, floor, capacity: config.paths, pathFrom: pathAt };
  return trackedIntervals(calibrateTracker(held), config.gain);
};
