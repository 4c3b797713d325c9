import type { FitOptions } from './detector.ts';
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
  readonly minimumHistory: number;
  save(): Uint8Array;
}

/** A kind of forecaster. Bands are calibrated inside `fit` on samples later than those the weights have seen. */
export interface ForecasterFamily<Config> {
  readonly name: string;
  /** Fills defaults. @throws InvalidInputError naming field, value and range. */
  parseConfig(input: unknown): Config;
  minimumSamples(config: Config): number;
  /** @throws InsufficientDataError */
  fit(train: Series, config: Config, options: FitOptions): FittedForecaster;
  /** @throws CorruptArtifactError when the bytes are not what `save` wrote. */
  load(bytes: Uint8Array): FittedForecaster;
}
