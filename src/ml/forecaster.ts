import type { FitOptions } from './detector.ts';
import type { BandTracker } from './intervals/band-tracker.ts';
import type { Series } from './series.ts';

/** The central interval of a nominal level in (0, 1), per step; lower[h] ≤ upper[h]. Units of the sensor. */
export interface Band {
  readonly level: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Steps 1…horizon after the last sample of the history; lengths are the horizon. */
export interface ForecastPath {
  readonly point: Float64Array;
  readonly bands: readonly Band[];
}

export interface FittedForecaster {
  /** Samples of history that a forecast looks at, at most. */
  readonly lookback: number;
  /** The longest horizon, in steps. */
  readonly horizon: number;
  /** The season found or set, in samples; 1 when there is none. */
  readonly season: number;
  /**
   * @param history samples up to the origin; missing ones (NaN) are filled inside.
   * @throws InsufficientDataError when the history has fewer than `minimumHistory` usable samples.
   * @throws HorizonTooLongError
   */
  forecast(history: Series, horizon: number, levels: readonly number[]): ForecastPath;
  /**
   * The points that `forecast` gives after each history, but for rounding, many at once where the method allows it.
   * @throws InsufficientDataError, HorizonTooLongError
   */
  points?(histories: readonly Series[], horizon: number): Float64Array[];
  /**
   * Paths that the weights might as well have given, where the method draws at random (Monte-Carlo dropout): how they differ
   * shows what the model is unsure of, not how noisy the sensor is. The same seed gives the same paths.
   * @throws InsufficientDataError, HorizonTooLongError
   */
  samplePaths?(history: Series, horizon: number, count: number, seed: number): Float64Array[];
  readonly minimumHistory: number;
  /**
   * The intervals as they go on learning from actuals, from a saved state where one is given; null where the method learns
   * nothing live. `forecast` gives those that have learnt nothing since the fit.
   * @throws CorruptArtifactError
   */
  tracker?(state?: Uint8Array): BandTracker | null;
  /** Where false, live bands are those of `forecast`, and the tracker is for its residual paths alone. True where left out. */
  readonly followsSensor?: boolean;
  save(): Uint8Array;
}

/** Weights that several sensors share, as one artifact. */
export interface FittedGroup {
  /** The forecaster of each sensor, in the order of the fit. */
  readonly members: readonly FittedForecaster[];
  save(): Uint8Array;
}

/** A kind of forecaster. Bands are calibrated inside `fit` on samples later than those the weights have seen. */
export interface ForecasterFamily<Config> {
  readonly name: string;
  /** Fills defaults. @throws InvalidInputError naming field, value and range. */
  parseConfig(input: unknown): Config;
  minimumSamples(config: Config): number;
  /** At once where the weights are solved for; a promise where a network is trained. @throws InsufficientDataError */
  fit(train: Series, config: Config, options: FitOptions): FittedForecaster | Promise<FittedForecaster>;
  /** @throws CorruptArtifactError when the bytes are not what `save` wrote. */
  load(bytes: Uint8Array): FittedForecaster;
  /** Of families whose weights a group of sensors can share. The series of a group have one sampling period. */
  readonly group?: GroupFit<Config>;
}

/** A family whose weights are solved for: a fit gives what it makes, not a promise of it. */
export interface ClosedFormFamily<Config> extends ForecasterFamily<Config> {
  fit(train: Series, config: Config, options: FitOptions): FittedForecaster;
}

export interface GroupFit<Config> {
  /** @throws InsufficientDataError of the first sensor that has too little, with its place as `member` */
  fit(trains: readonly Series[], config: Config, options: FitOptions): FittedGroup | Promise<FittedGroup>;
  /** @throws CorruptArtifactError */
  load(bytes: Uint8Array): FittedGroup;
}

/** The points of each history, by the batched form of the forecaster where it has one. */
export const pointsOf = (
  forecaster: FittedForecaster,
  histories: readonly Series[],
  horizon: number,
): Float64Array[] =>
  forecaster.points?.(histories, horizon) ??
  histories.map((history) => forecaster.forecast(history, horizon, []).point);
