import { InsufficientDataError } from '../../errors.ts';
import type { FittedForecaster } from '../forecaster.ts';
import { usableCount } from '../numbers/missing-values.ts';
import { type Series, sliceSeries } from '../series.ts';
import {
  type ForecastMetrics,
  ForecastScores,
  SCORED_LEVELS,
  seasonalDifference,
} from './forecast-metrics.ts';
import { lastValueForecaster } from './naive-forecasters.ts';
import { rollingOrigins } from './rolling-origins.ts';

const MOST_ORIGINS = 60;

/** Two fitted forecasters, and the last value, at the same origins and over the same steps. */
export interface RivalForecasts {
  readonly origins: number;
  /** Steps that were scored: as far as both reach, and half of the samples at most. */
  readonly horizon: number;
  readonly candidate: ForecastMetrics;
  readonly champion: ForecastMetrics;
  readonly baseline: ForecastMetrics;
}

/**
 * @param split samples before this index are history; up to 60 origins lie at or after it.
 * @throws InsufficientDataError where no origin has history enough for both
 */
export const judgeForecasters = (
  candidate: FittedForecaster,
  champion: FittedForecaster,
  series: Series,
  split: number,
): RivalForecasts => {
  const { length } = series.values;
  const reach = Math.max(1, Math.floor((length - split) / 2));
  const horizon = Math.min(candidate.horizon, champion.horizon, reach);
  const past = sliceSeries(series, 0, split);
  const baseline = lastValueForecaster.fit(past, lastValueForecaster.parseConfig({ horizon }), { seed: 0 });
  const rivals = [candidate, champion, baseline].map((forecaster) => ({
    forecaster,
    scores: new ForecastScores(),
  }));
  let origins = 0;
  for (const origin of rollingOrigins(split, length - horizon, MOST_ORIGINS, champion.season)) {
    if (!rivals.every(({ forecaster }) => hasHistory(forecaster, series.values, origin))) continue;
    const actual = series.values.subarray(origin, origin + horizon);
    for (const { forecaster, scores } of rivals) {
      const history = sliceSeries(series, Math.max(0, origin - forecaster.lookback), origin);
      scores.add(forecaster.forecast(history, horizon, SCORED_LEVELS), actual);
    }
    origins++;
  }
  if (rivals[0].scores.count === 0) throw new InsufficientDataError(1, 0);
  const scale = seasonalDifference(past.values, champion.season);
  const [ofCandidate, ofChampion, ofBaseline] = rivals.map(({ scores }) => scores.metrics(scale));
  return { origins, horizon, candidate: ofCandidate, champion: ofChampion, baseline: ofBaseline };
};

const hasHistory = (forecaster: FittedForecaster, values: Float64Array, origin: number): boolean => {
  const window = values.subarray(Math.max(0, origin - forecaster.lookback), origin);
  return usableCount(window) >= forecaster.minimumHistory;
};
