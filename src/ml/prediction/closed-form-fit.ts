import { z } from 'zod';
import type { FitOptions } from '../detector.ts';
import { runConfig } from '../run-track.ts';
import type { Series } from '../series.ts';
import { thresholdConfig } from '../thresholds/threshold-config.ts';
import { errorConfig } from './error-config.ts';
import { calibrated, heldOutStart, type PredictionFit, scaledColumns, scalesOf } from './prediction-fit.ts';
import type { RecurrentModel } from './recurrent-model.ts';

const HELD_OUT_SHARE = 0.3;

/** Settings of every predictor that is fitted in closed form. */
export const closedFormSettings = {
  inputs: z.boolean('true or false').default(false),
  scaling: z.enum(['TRAIN_RANGE', 'AS_IS'], 'TRAIN_RANGE or AS_IS').default('TRAIN_RANGE'),
  errors: errorConfig.prefault({}),
  threshold: thresholdConfig.default({ kind: 'TAIL', rate: 1e-4, atLeast: 0.05 }),
  runs: runConfig.prefault({}),
};

const closedFormConfig = z.object(closedFormSettings);

interface ClosedForm<Model extends RecurrentModel> {
  /** Of scaled, finite columns, the value first. */
  readonly model: (columns: readonly Float64Array[]) => Model;
  /** Samples that only set the state: they are not judged. */
  readonly settle: number;
}

/**
 * The live limit is learnt on the last part of the series, by weights that did not see it; the weights that are kept
 * saw all of it.
 */
export const closedFormFit = <Model extends RecurrentModel>(
  train: Series,
  config: z.output<typeof closedFormConfig>,
  { model, settle }: ClosedForm<Model>,
  { onProgress }: FitOptions,
): PredictionFit<Model> => {
  const scales = scalesOf(train, config.inputs, config.scaling);
  const columns = scaledColumns(train, scales);
  const cut = heldOutStart(train.values, HELD_OUT_SHARE);
  const judge = model(columns.map((column) => column.subarray(0, cut)));
  onProgress?.(0.4);
  const fit = calibrated(judge, train, scales, cut, { ...config, settle });
  const kept = model(columns);
  onProgress?.(1);
  return { ...fit, model: kept };
};
