import type { Band } from '../../src/ml/forecaster.ts';
import { ConformalBands } from '../../src/ml/forecasting/conformal-bands.ts';
import { USUAL_INTERVALS } from '../../src/ml/intervals/interval-config.ts';
import { residualOf } from '../../src/ml/intervals/tracker-calibration.ts';
import { type ChannelForecasts, pathAt } from './channel-forecasts.ts';
import { deviationAt, follow, warmTracker } from './tracker-stage.ts';

type Ends = Pick<Band, 'lower' | 'upper'>;

/** The interval of one level at each scored row, asked for in the order of time; null where nothing could be calibrated. */
export type IntervalStage = (forecasts: ChannelForecasts, level: number) => ((row: number) => Ends) | null;

/** Between nothing and this many origins calibrate the conformal bands. */
const CONFORMAL_ORIGINS = 400;

/** Residuals in units of the present movement, corrected by live coverage. */
export const trackedWith =
  (gain: number): IntervalStage =>
  (forecasts, level) => {
    const tracker = warmTracker(forecasts, gain);
    if (tracker === null) return null;
    return (row) => {
      const origin = forecasts.firstOrigin + row;
      const scale = tracker.calibration.scale.at(forecasts.values, origin);
      const band = tracker.around(pathAt(forecasts, row), level, scale);
      follow(tracker, forecasts, origin);
      return band;
    };
  };

export const tracked = trackedWith(USUAL_INTERVALS.gain);

/** Split conformal: residuals of the origins that were fully observed before the first scored one. */
export const conformal: IntervalStage = (forecasts, level) => {
  const residuals = validationResiduals(forecasts);
  if (residuals === null) return null;
  const bands = ConformalBands.calibrate(residuals, 0);
  return (row) => bands.around(pathAt(forecasts, row), level);
};

function validationResiduals(forecasts: ChannelForecasts): Float64Array[] | null {
  const { values, horizon, firstOrigin, firstScored } = forecasts;
  const observed = firstScored - horizon - firstOrigin;
  if (observed < 1) return null;
  const stride = Math.ceil(observed / CONFORMAL_ORIGINS);
  return Array.from({ length: horizon }, (_, step) => {
    const errors: number[] = [];
    for (let row = 0; row < observed; row += stride) {
      const error = residualOf(values[firstOrigin + row + step], pathAt(forecasts, row)[step], 1);
      if (!Number.isNaN(error)) errors.push(error);
    }
    return Float64Array.from(errors);
  });
}

const NORMAL_95 = 1.6448536269514722;

/** What the seed system did: the standard deviation of the forecast path itself, 1.645 of them. Of level 0.9. */
export const spreadOfPath: IntervalStage = (forecasts) => (row) => {
  const path = pathAt(forecasts, row);
  const mean = path.reduce((sum, value) => sum + value, 0) / path.length;
  const deviation = Math.sqrt(path.reduce((sum, value) => sum + (value - mean) ** 2, 0) / path.length);
  return around(path, () => NORMAL_95 * deviation);
};

/** A random walk: the deviation of the one-step residual grows with the root of the step. Of level 0.9. */
export const rootOfStep: IntervalStage = (forecasts) => {
  const deviation = deviationAt(forecasts, 0);
  if (deviation === undefined) return null;
  return (row) => around(pathAt(forecasts, row), (step) => NORMAL_95 * deviation * Math.sqrt(step + 1));
};

const around = (path: Float64Array, reach: (step: number) => number): Ends => ({
  lower: path.map((value, step) => value - reach(step)),
  upper: path.map((value, step) => value + reach(step)),
});
