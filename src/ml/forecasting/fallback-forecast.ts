import type { ForecastPath } from '../forecaster.ts';
import { fillGaps, firstUsable, usableCount } from '../numbers/missing-values.ts';
import type { Series } from '../series.ts';
import { forecastsOf, residualsBySteps } from './calibrated-intervals.ts';
import { bandFloor, ConformalBands } from './conformal-bands.ts';
import { checkedHorizon, checkedLevels, LONGEST_HORIZON } from './forecaster-config.ts';
import { seasonalNaive } from './naive-forecasters.ts';
import { pathFrom, requireUsable } from './point-model.ts';
import { rollingOrigins } from './rolling-origins.ts';
import { findSeason } from './season.ts';

const MOST_ORIGINS = 200;

/** A forecast without a model, and by which rule it was made; `season` is 1 for the last value. */
export interface FallbackForecast extends ForecastPath {
  readonly method: 'seasonal-naive' | 'last-value';
  readonly season: number;
}

/**
 * What is forecast when no version is live: the last season again where the history has one, else the last value. The
 * bands come from the errors that this rule made within the history; with few of them they are wide.
 * @throws InsufficientDataError with fewer than two usable samples; HorizonTooLongError, InvalidInputError.
 */
export const fallbackForecast = (
  history: Series,
  horizon: number,
  levels: readonly number[],
): FallbackForecast => {
  checkedHorizon(horizon, LONGEST_HORIZON);
  checkedLevels(levels);
  const values = history.values.subarray(firstUsable(history.values));
  requireUsable(values, 2);
  const season = findSeason(values);
  const seasonal = season > 1 && usableCount(values.subarray(-2 * season)) >= season;
  // Without a season gaps do not matter: each usable sample is forecast by the one before it.
  const known = seasonal ? values : values.filter(Number.isFinite);
  const model = seasonalNaive(seasonal ? season : 1);
  const origins = rollingOrigins(model.minimumHistory, known.length - 1, MOST_ORIGINS, model.season);
  const residuals = residualsBySteps(
    known,
    origins,
    forecastsOf(model, known, horizon, 0).pathsFrom(origins),
    horizon,
  );
  const bands = ConformalBands.calibrate(residuals, bandFloor(fillGaps(known)));
  const point = pathFrom(model, known, known.length, horizon, undefined);
  return {
    point,
    bands: levels.map((level) => bands.around(point, level)),
    method: seasonal ? 'seasonal-naive' : 'last-value',
    season: model.season,
  };
};
