import { type CleaningCounts, clean } from '../ml/cleaning/clean.ts';
import { type CleaningConfig, cleaningConfig } from '../ml/cleaning/cleaning-config.ts';
import { type Series, sliceSeries } from '../ml/series.ts';

/** All that cleaning needs; it crosses into a worker thread. */
export interface CleaningOrder {
  readonly values: Float64Array<ArrayBuffer>;
  readonly trainCount: number;
  readonly cleaning: CleaningConfig;
}

export interface CleanedSplit {
  readonly values: Float64Array<ArrayBuffer>;
  readonly train: CleaningCounts;
  readonly heldOut: CleaningCounts;
}

/**
 * What is done to the samples that judge a version: nothing, as nothing is done to a live reading, or the figures are better
 * than life. Outliers, stuck runs and gaps are what a detector is there to find, and what a forecaster meets.
 */
const AS_IT_CAME = cleaningConfig.parse({});

/** Cleans the train part by itself, so that neither a median nor a gap nor a season reaches over the split. */
export function cleanedSplit({ values, trainCount, cleaning }: CleaningOrder): CleanedSplit {
  const whole: Series = { values, inputs: [] };
  const train = clean(sliceSeries(whole, 0, trainCount), cleaning);
  const heldOut = clean(sliceSeries(whole, trainCount, values.length), AS_IT_CAME);
  const both = new Float64Array(values.length);
  both.set(train.series.values);
  both.set(heldOut.series.values, trainCount);
  return { values: both, train: train.counts, heldOut: heldOut.counts };
}
