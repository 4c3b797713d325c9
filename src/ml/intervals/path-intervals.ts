import { CorruptArtifactError } from '../../errors.ts';
import type { ArtifactColumn } from '../artifact-codec.ts';
import type { Band } from '../forecaster.ts';
import { ConformalBands } from '../forecasting/conformal-bands.ts';
import { clampFinite } from '../forecasting/point-model.ts';
import { BandTracker } from './band-tracker.ts';
import type { TrackerCalibration } from './tracker-calibration.ts';
import { calibrationColumns, restoreCalibration } from './tracker-codec.ts';

/** The intervals of a fitted forecaster, whatever made its points. */
export interface PathIntervals {
  readonly horizon: number;
  /** Samples before the origin that they look at. */
  readonly lookback: number;
  /** Without a live state. @param history the samples before the origin, NaN where one is missing */
  around(point: Float64Array, level: number, history: Float64Array): Band;
  /** To be stored among the columns of the forecaster. */
  columns(): Record<string, ArtifactColumn>;
  /**
   * The live form, from a saved state where one is given; null for a method that learns nothing live.
   * @throws CorruptArtifactError
   */
  tracker(state?: Uint8Array): BandTracker | null;
}

/** The held-out residuals of each step, as they are. */
export const conformalIntervals = (bands: ConformalBands): PathIntervals => ({
  horizon: bands.horizon,
  lookback: 0,
  around: (point, level) => bands.around(point, level),
  columns: () => bands.columns(),
  tracker: () => null,
});

/** In units of how much the sensor moves at the origin; what live coverage taught is known to the live form only. */
export const trackedIntervals = (calibration: TrackerCalibration, gain: number): PathIntervals => {
  const { scale, bands, floor } = calibration;
  return {
    horizon: bands.horizon,
    lookback: scale.lookback,
    around: (point, level, history) => {
      const unit = scale.at(history);
      const { lower, upper } = bands.around(new Float64Array(point.length), level);
      const reach = (end: number): number => Math.max(floor, unit * end);
      return {
        level,
        lower: point.map((value, step) => clampFinite(value - reach(-lower[step]))),
        upper: point.map((value, step) => clampFinite(value + reach(upper[step]))),
      };
    },
    columns: () => ({ ...calibrationColumns(calibration), trackerGain: Float64Array.of(gain) }),
    tracker: (state) =>
      state === undefined ? BandTracker.start(calibration, gain) : BandTracker.load(calibration, gain, state),
  };
};

/** @throws CorruptArtifactError */
export const restoreIntervals = (
  kind: string,
  horizon: number,
  columns: Record<string, Float64Array>,
): PathIntervals => {
  const { trackerGain } = columns;
  if (trackerGain === undefined) return conformalIntervals(ConformalBands.restore(kind, horizon, columns));
  const calibration = restoreCalibration(kind, horizon, columns);
  if (!(trackerGain[0] >= 0)) throw new CorruptArtifactError(kind, 'its bands have no gain');
  return trackedIntervals(calibration, trackerGain[0]);
};
