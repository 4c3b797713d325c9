import { type CleaningCounts, clean } from '../ml/cleaning/clean.ts';
import { type CleaningConfig, cleaningConfig } from '../ml/cleaning/cleaning-config.ts';
import { type Series, sliceSeries } from '../ml/series.ts';
import type { ModelTask } from '../registry/registered-model.ts';

/** All that cleaning needs; it crosses into a worker thread. */
export interface CleaningOrder {
  readonly values: Float64Array<ArrayBuffer>;
  readonly trainCount: number;
  readonly task: ModelTask;
  readonly cleaning: CleaningConfig;
}

export interface CleanedSplit {
  readonly values: Float64Array<ArrayBuffer>;
  readonly train: CleaningCounts;
  readonly heldOut: CleaningCounts;
}

const NOTHING = cleaningConfig.parse({});

/**
 * What may be done to the samples that judge a version: nothing that a live reading is spared, or the figures are better
 * than life. No reading is taken out of them: outliers and stuck runs are what a detector is there to find, and what a
 * forecaster meets. Gaps of a DETECTION task are imputed as in the train part; those of a FORECASTING task stay, because
 * an imputed sample would count as an actual that nobody measured.
 */
const heldOutCleaning = (task: ModelTask, cleaning: CleaningConfig): CleaningConfig =>
  task === 'DETECTION' ? { ...NOTHING, imputation: cleaning.imputation } : NOTHING;

/** Both parts apart, so that neither a median nor a gap nor a season reaches over the split. */
export function cleanedSplit({ values, trainCount, task, cleaning }: CleaningOrder): CleanedSplit {
  const whole: Series = { values, inputs: [] };
  const train = clean(sliceSeries(whole, 0, trainCount), cleaning);
  const heldOut = clean(sliceSeries(whole, trainCount, values.length), heldOutCleaning(task, cleaning));
  const both = new Float64Array(values.length);
  both.set(train.series.values);
  both.set(heldOut.series.values, trainCount);
  return { values: both, train: train.counts, heldOut: heldOut.counts };
}
