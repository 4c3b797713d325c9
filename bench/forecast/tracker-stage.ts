import { rollingOrigins } from '../../src/ml/forecasting/rolling-origins.ts';
import { BandTracker } from '../../src/ml/intervals/band-tracker.ts';
import { followSeries } from '../../src/ml/intervals/follow-series.ts';
import { USUAL_INTERVALS } from '../../src/ml/intervals/interval-config.ts';
import { MovementScale } from '../../src/ml/intervals/movement-scale.ts';
import { calibrateTracker } from '../../src/ml/intervals/tracker-calibration.ts';
import { type ChannelForecasts, pathAt } from './channel-forecasts.ts';

/** The part of the validation rows that calibrates the tracker; over the rest it runs as it would live. */
const CALIBRATION_SHARE = 1 / 3;
/** Narrowest half-width, in standard deviations of the train rows. */
const FLOOR = 1e-6;

/** The first origin after the calibration. */
export const calibrationEnd = ({ firstOrigin, firstScored }: ChannelForecasts): number =>
  firstOrigin + Math.floor((firstScored - firstOrigin) * CALIBRATION_SHARE);

const isWhole = (path: Float64Array): boolean => !path.some(Number.isNaN);

/** Calibrated on the first third of the validation rows; null where nothing can be. */
export function startTracker(
  forecasts: ChannelForecasts,
  gain: number = USUAL_INTERVALS.gain,
): BandTracker | null {
  const { values, season, horizon, firstOrigin } = forecasts;
  const end = calibrationEnd(forecasts);
  const origins = rollingOrigins(firstOrigin, end - 1, USUAL_INTERVALS.paths, season);
  if (origins.length === 0) return null;
  const scale = MovementScale.of(values.subarray(0, firstOrigin), season, FLOOR);
  const pathsFrom = (from: readonly number[]) =>
    from.map((origin) => {
      const path = pathAt(forecasts, origin - firstOrigin);
      return path.length === horizon && isWhole(path) ? path : null;
    });
  const known = values.subarray(0, end);
  const held = {
    values: known,
    origins,
    horizon,
    scale,
    floor: FLOOR,
    capacity: USUAL_INTERVALS.paths,
    pathsFrom,
  };
  return BandTracker.start(calibrateTracker(held), gain);
}

/** The forecast from `origin` is made, where one is due, and then the sample at `origin` comes. */
export function follow(tracker: BandTracker, forecasts: ChannelForecasts, origin: number): void {
  const path = pathAt(forecasts, origin - forecasts.firstOrigin);
  if (isWhole(path) && tracker.isDue(origin - 1)) {
    tracker.issue(origin - 1, path, tracker.calibration.scale.at(forecasts.values, origin));
  }
  tracker.observe(origin, forecasts.values[origin]);
}

/** A tracker that has lived through all that lies before the first scored origin. */
export function warmTracker(forecasts: ChannelForecasts, gain: number): BandTracker | null {
  const tracker = startTracker(forecasts, gain);
  if (tracker === null) return null;
  const known = forecasts.values.subarray(0, forecasts.firstScored);
  followSeries(tracker, known, 0, calibrationEnd(forecasts), (end) => {
    const path = pathAt(forecasts, end - forecasts.firstOrigin);
    return isWhole(path) ? path : null;
  });
  return tracker;
}

/** Root mean square of the validation residuals of a step; undefined where there are none. */
export function deviationAt(
  { values, firstOrigin, firstScored, ...rest }: ChannelForecasts,
  step: number,
): number | undefined {
  let squares = 0;
  let count = 0;
  for (let origin = firstOrigin; origin + step < firstScored; origin++) {
    const error =
      values[origin + step] -
      pathAt({ values, firstOrigin, firstScored, ...rest }, origin - firstOrigin)[step];
    if (!Number.isFinite(error)) continue;
    squares += error * error;
    count++;
  }
  return count > 0 ? Math.sqrt(squares / count) : undefined;
}
