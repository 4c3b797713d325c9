import { InsufficientDataError } from '../../errors.ts';
import { filledWindow, usableCount } from '../numbers/missing-values.ts';

/** The point forecast alone: what a family fits, and what bands are then calibrated around. */
export interface PointModel {
  /** Samples of the window that `predict` takes. */
  readonly lookback: number;
  /** In whole samples; 1 when there is none. */
  readonly season: number;
  /** Usable samples that a window needs; 1 … lookback. */
  readonly minimumHistory: number;
  /**
   * @param window exactly `lookback` finite samples, oldest first.
   * @param path receives steps 1 … path.length after the window, finite; at most the horizon of the fit.
   * @param step of the first sample after the window, counted from the first sample of the fit; undefined where nobody knows.
   */
  predict(window: Float64Array, path: Float64Array, step: number | undefined): void;
  /** The same of many windows, where there is a faster way than one by one. */
  predictAll?(
    windows: readonly Float64Array[],
    paths: readonly Float64Array[],
    steps: readonly (number | undefined)[],
  ): void;
}

/**
 * The path after the samples before `origin`; later samples are never read.
 * @param step of the sample at `origin`, as in `predict`
 * @throws InsufficientDataError
 */
export const pathFrom = (
  model: PointModel,
  values: Float64Array,
  origin: number,
  horizon: number,
  step: number | undefined,
): Float64Array => {
  const path = new Float64Array(horizon);
  model.predict(windowBefore(model, values, origin), path, step);
  return path;
};

/** @throws InsufficientDataError */
export const windowBefore = (model: PointModel, values: Float64Array, origin: number): Float64Array =>
  filledWindow(values, origin, model.lookback, model.season, model.minimumHistory);

/** Those with history enough before them. */
export const ableOrigins = (
  { lookback, minimumHistory }: PointModel,
  values: Float64Array,
  origins: readonly number[],
): number[] =>
  origins.filter(
    (origin) => usableCount(values.subarray(Math.max(0, origin - lookback), origin)) >= minimumHistory,
  );

/** Of many windows at once, where the model can; `steps` as in `predict`. */
export const pathsAfter = (
  model: PointModel,
  windows: readonly Float64Array[],
  horizon: number,
  steps: readonly (number | undefined)[],
): Float64Array[] => {
  const paths = windows.map(() => new Float64Array(horizon));
  if (model.predictAll) model.predictAll(windows, paths, steps);
  else for (const [k, window] of windows.entries()) model.predict(window, paths[k], steps[k]);
  return paths;
};

/** Overflow becomes the largest number of its sign. */
export const clampFinite = (value: number): number =>
  Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));

/** @throws InsufficientDataError when a stretch has fewer usable samples than `needed`. */
export const requireUsable = (values: Float64Array, needed: number): void => {
  const usable = usableCount(values);
  if (usable < needed) throw new InsufficientDataError(needed, usable);
};
