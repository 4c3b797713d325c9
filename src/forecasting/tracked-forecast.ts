import { CorruptArtifactError, DomainError, InsufficientDataError } from '../errors.ts';
import { type FittedForecaster, type ForecastPath, pointsOf } from '../ml/forecaster.ts';
import type { BandTracker } from '../ml/intervals/band-tracker.ts';
import { followSeries } from '../ml/intervals/follow-series.ts';
import { usableCount } from '../ml/numbers/missing-values.ts';
import type { Series } from '../ml/series.ts';
import type { TrackerOrder } from './forecast-order.ts';

/** A forecast whose bands have followed the sensor up to its origin. */
export interface TrackedForecast extends ForecastPath {
  readonly tracker: BandTracker;
  /** Of the residual paths, at the origin. */
  readonly scale: number;
}

interface Sampled {
  /** Samples up to the origin, NaN where one is missing; before the followed ones as many as the forecaster looks at. */
  readonly values: Float64Array;
  /** Sampling periods from the epoch to `values[0]`. */
  readonly startStep: number;
}

/** What is answered to a state that is none: it is to be rebuilt from history. */
export const TRACKER_LOST = 'TRACKER_LOST';

/**
 * Takes the tracker of a sensor through the readings that came since its state was saved, and draws the bands that it has
 * learnt; null where the method learns nothing live.
 * @throws DomainError TRACKER_LOST when the state cannot be read
 */
export function trackedForecast(
  forecaster: FittedForecaster,
  { state, since, followed }: TrackerOrder,
  { values, startStep }: Sampled,
  horizon: number,
  levels: readonly number[],
): TrackedForecast | null {
  const tracker = trackerOf(forecaster, state);
  if (!tracker) return null;
  const series = (end: number) => ({ values: values.subarray(0, end), inputs: [], startStep });
  const count = values.length;
  const untracked = forecaster.forecast(series(count), horizon, levels);
  const { point } = untracked;
  const known = tracker.observedThrough;
  const first = (Number.isFinite(known) ? known + since : Math.round(startStep) + count - 1) - (count - 1);
  followSeries(tracker, values, first, Math.max(0, count - followed), (end) => {
    const usable = usableCount(values.subarray(Math.max(0, end - forecaster.lookback), end));
    return usable < forecaster.minimumHistory ? null : pathAfter(forecaster, series(end), tracker.horizon);
  });
  const scale = tracker.calibration.scale.at(values, count);
  const hasLearnt = Number.isFinite(tracker.observedThrough) && forecaster.followsSensor !== false;
  const bands = hasLearnt ? levels.map((level) => tracker.around(point, level, scale)) : untracked.bands;
  return { point, bands, tracker, scale };
}

/** Null where what is usable lies too far back. */
function pathAfter(forecaster: FittedForecaster, history: Series, horizon: number): Float64Array | null {
  try {
    return pointsOf(forecaster, [history], horizon)[0];
  } catch (error) {
    if (error instanceof InsufficientDataError) return null;
    throw error;
  }
}

function trackerOf(forecaster: FittedForecaster, state: Uint8Array | null): BandTracker | null {
  try {
    return forecaster.tracker?.(state ?? undefined) ?? null;
  } catch (error) {
    if (!(error instanceof CorruptArtifactError)) throw error;
    throw new DomainError(TRACKER_LOST, error.message, 'It is rebuilt from the readings that are stored.');
  }
}
