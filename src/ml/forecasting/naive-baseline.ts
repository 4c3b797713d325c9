import { usableCount } from '../numbers/missing-values.ts';
import { seasonalDifference } from './forecast-metrics.ts';
import { seasonalNaive } from './naive-forecasters.ts';
import { pathFrom } from './point-model.ts';

/** What any forecast has to beat, at the same steps. */
export interface NaiveBaseline {
  readonly method: 'seasonal-naive' | 'last-value';
  readonly path: Float64Array;
  /** Mean absolute seasonal difference of the history, in the unit of the sensor; 0 where there is none. */
  readonly scale: number;
}

/**
 * The last season again where there is one and the history holds most of it, else the last value.
 * @param values samples up to the origin, missing ones NaN
 * @param season in samples; 1 for none
 * @throws InsufficientDataError without a usable sample
 */
export function naiveBaseline(values: Float64Array, season: number, horizon: number): NaiveBaseline {
  const isSeasonal = season > 1 && usableCount(values.subarray(-2 * season)) >= season;
  const model = seasonalNaive(isSeasonal ? season : 1);
  const known = isSeasonal ? values : values.filter(Number.isFinite);
  return {
    method: isSeasonal ? 'seasonal-naive' : 'last-value',
    path: pathFrom(model, known, known.length, horizon, undefined),
    scale: seasonalDifference(values, model.season),
  };
}
