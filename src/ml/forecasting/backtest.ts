import { InsufficientDataError, InvalidInputError } from '../../errors.ts';
import type { FitOptions } from '../detector.ts';
import type { FittedForecaster, ForecasterFamily } from '../forecaster.ts';
import { USUAL_INTERVALS } from '../intervals/interval-config.ts';
import { usableCount } from '../numbers/missing-values.ts';
import { type Series, sliceSeries } from '../series.ts';
import {
  type ForecastMetrics,
  ForecastScores,
  SCORED_LEVELS,
  seasonalDifference,
} from './forecast-metrics.ts';
import { lastValueForecaster, seasonalNaiveForecaster } from './naive-forecasters.ts';
import { rollingOrigins } from './rolling-origins.ts';

const MOST_ORIGINS = 200;

/** Out-of-sample figures of a forecaster, and of the naive ones at the same origins and steps. */
export interface Backtest {
  /** Fitted on the samples before the split only. */
  readonly fitted: FittedForecaster;
  /** Steps that were scored: the model's horizon, or half of the held-out samples where that is less. */
  readonly horizon: number;
  readonly origins: number;
  readonly metrics: ForecastMetrics;
  readonly baselines: { readonly seasonalNaive: ForecastMetrics; readonly lastValue: ForecastMetrics };
}

/**
 * Fits on the samples before `split`, then forecasts from up to 200 origins from `testFrom` on, each with all samples
 * before it, and scores what came after. An origin counts when its whole path lies inside the series and every
 * forecaster has history enough there.
 * @throws InsufficientDataError, InvalidInputError
 */
export const backtestForecaster = async <Config>(
  family: ForecasterFamily<Config>,
  config: Config,
  series: Series,
  split: number,
  options: FitOptions,
  testFrom = split,
): Promise<Backtest> => {
  refuseSplit(series, split);
  const fitted = await family.fit(sliceSeries(series, 0, split), config, {
    ...options,
    onProgress: (share) => options.onProgress?.(0.8 * share),
  });
  const backtest = scoreForecaster(fitted, series, split, options.seed, testFrom);
  options.onProgress?.(1);
  return backtest;
};

/**
 * As `backtestForecaster`, of one that is fitted on the samples before `split` already.
 * @throws InsufficientDataError, InvalidInputError
 */
export const scoreForecaster = (
  fitted: FittedForecaster,
  series: Series,
  split: number,
  seed: number,
  testFrom = split,
): Backtest => {
  refuseSplit(series, split);
  const { length } = series.values;
  const train = sliceSeries(series, 0, split);
  const rivals = fitBaselines(train, fitted, seed);
  const horizon = Math.min(fitted.horizon, Math.max(1, Math.floor((length - testFrom) / 2)));
  const scores = [fitted, ...rivals].map((forecaster) => ({ forecaster, scores: new ForecastScores() }));
  let origins = 0;
  for (const origin of rollingOrigins(testFrom, length - horizon, MOST_ORIGINS, rivals[0].season)) {
    if (!scores.every(({ forecaster }) => hasHistory(forecaster, series.values, origin))) continue;
    const history = sliceSeries(series, 0, origin);
    const actual = series.values.subarray(origin, origin + horizon);
    for (const { forecaster, scores: collected } of scores) {
      collected.add(forecaster.forecast(history, horizon, SCORED_LEVELS), actual);
    }
    origins++;
  }
  if (scores[0].scores.count === 0) throw new InsufficientDataError(1, 0);
  const scale = seasonalDifference(train.values, rivals[0].season);
  const [metrics, seasonalNaive, lastValue] = scores.map(({ scores: collected }) => collected.metrics(scale));
  return { fitted, horizon, origins, metrics, baselines: { seasonalNaive, lastValue } };
};

const refuseSplit = ({ values: { length } }: Series, split: number): void => {
  if (Number.isInteger(split) && split >= 1 && split < length) return;
  throw new InvalidInputError('split', split, `a whole number from 1 to ${length - 1}`);
};

/** On the same samples, with the season of the forecaster they stand beside where it has one. */
const fitBaselines = (train: Series, beside: FittedForecaster, seed: number): FittedForecaster[] => {
  const { horizon, season } = beside;
  return [
    seasonalNaiveForecaster.fit(
      train,
      { horizon, season: season > 1 ? season : 'auto', intervals: USUAL_INTERVALS },
      { seed },
    ),
    lastValueForecaster.fit(train, { horizon, intervals: USUAL_INTERVALS }, { seed }),
  ];
};

const hasHistory = (forecaster: FittedForecaster, values: Float64Array, origin: number): boolean => {
  const window = values.subarray(Math.max(0, origin - forecaster.lookback), origin);
  return usableCount(window) >= forecaster.minimumHistory;
};
