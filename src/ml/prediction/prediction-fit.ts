import type { Epoch } from '../detector.ts';
import { forwardFill } from '../numbers/forward-fill.ts';
import { usableCount } from '../numbers/missing-values.ts';
import { adjustedEwma } from '../numbers/moving-average.ts';
import { UnitScale } from '../numbers/unit-scale.ts';
import { type RunConfig, type RunLimits, RunTrack } from '../run-track.ts';
import type { Series } from '../series.ts';
import { fitThreshold } from '../thresholds/fit-threshold.ts';
import { ScoreTail } from '../thresholds/score-tail.ts';
import type { ThresholdConfig } from '../thresholds/threshold-config.ts';
import type { ErrorConfig } from './error-config.ts';
import { levelOf } from './error-epsilon.ts';
import { expectedByState, type RecurrentModel } from './recurrent-model.ts';

/** A model that predicts a sensor, and what its errors are when nothing is wrong. */
export interface PredictionFit<Model extends RecurrentModel = RecurrentModel> {
  readonly model: Model;
  /** How the training went; empty where nothing was iterated. */
  readonly history: readonly Epoch[];
  /** Of the value and then of each input that the model takes. */
  readonly scales: readonly UnitScale[];
  /** Samples that the state needs before its predictions count. */
  readonly settle: number;
  readonly errors: ErrorConfig;
  /** Smoothed errors below this, scaled, were normal in data that the weights had not seen. */
  readonly floor: number;
  readonly runs: RunLimits;
  /** Of smoothed errors as shares of the floor. */
  readonly tail: ScoreTail;
}

/** AS_IS takes the values for scaled already; TRAIN_RANGE maps the range of the training part to about [−1, 1]. */
export type Scaling = 'AS_IS' | 'TRAIN_RANGE';

/** How the columns that a model takes are scaled; a column without a value has no scale to learn. */
export const scalesOf = ({ values, inputs }: Series, withInputs: boolean, scaling: Scaling): UnitScale[] =>
  [values, ...(withInputs ? inputs : [])].map((column) =>
    scaling === 'AS_IS' || usableCount(column) === 0
      ? new UnitScale(0, 1)
      : UnitScale.of(column.filter((value) => !Number.isNaN(value))),
  );

/** Columns for a model, the value first: scaled, gaps filled from the past; 0 where nothing is known. */
export const scaledColumns = ({ values, inputs }: Series, scales: readonly UnitScale[]): Float64Array[] =>
  scales.map((scale, k) => {
    const column = k === 0 ? values : (inputs[k - 1] ?? new Float64Array(values.length).fill(Number.NaN));
    return scale.applyAll(forwardFill(column)).map((value) => (Number.isNaN(value) ? 0 : value));
  });

/** Index from which `share` of the usable samples lie. */
export const heldOutStart = (values: Float64Array, share: number): number => {
  let ahead = Math.floor(usableCount(values) * (1 - share));
  return values.findIndex((value) => !Number.isNaN(value) && ahead-- === 0);
};

/** Smoothed errors hang together, so that few of them show too thin a tail: an exponential one lies this many deviations up. */
const CERTAIN_DEVIATIONS = 6;

/** The limit of errors of which these are held-out normal ones, dependent on each other. */
export const errorLimit = (threshold: ThresholdConfig, smooth: Float64Array): number => {
  if (threshold.kind !== 'TAIL') return fitThreshold(threshold, smooth);
  const { mean, deviation } = levelOf(smooth);
  const atLeast = Math.max(threshold.atLeast, mean + CERTAIN_DEVIATIONS * deviation);
  return fitThreshold({ ...threshold, atLeast }, smooth);
};

/** Spans of the smoothing after which what was before the first error is forgotten. */
export const SMOOTHING_SETTLES = 2;

interface Calibration {
  readonly history?: readonly Epoch[];
  readonly errors: ErrorConfig;
  readonly threshold: ThresholdConfig;
  readonly runs: RunConfig;
  readonly settle: number;
}

/**
 * Learns what errors are normal from the samples from `heldOutFrom` on, which the weights must not have seen.
 */
export const calibrated = <Model extends RecurrentModel>(
  model: Model,
  series: Series,
  scales: readonly UnitScale[],
  heldOutFrom: number,
  { errors, threshold, runs: runConfig, settle, history = [] }: Calibration,
): PredictionFit<Model> => {
  const columns = scaledColumns(series, scales);
  const expected = expectedByState(model, columns);
  const missing = (_: number, t: number) => Number.isNaN(series.values[t]) || Number.isNaN(expected[t]);
  const usable = columns[0].map((value, t) => Math.abs(value - expected[t])).filter((e, t) => !missing(e, t));
  const heldOut = usableCount(series.values.subarray(0, heldOutFrom));
  const smooth = adjustedEwma(usable, errors.smoothing).subarray(heldOut);
  const runs = new RunTrack();
  for (const value of series.values) runs.advance(value);
  const floor = errorLimit(threshold, smooth);
  return {
    model,
    history,
    scales,
    settle: Math.max(settle, SMOOTHING_SETTLES * errors.smoothing),
    errors,
    floor,
    runs: runs.limits(runConfig),
    tail: ScoreTail.of(smooth.map((error) => error / floor)),
  };
};
