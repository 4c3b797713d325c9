import type { FittedForecaster, ForecastPath } from '../forecaster.ts';
import type { BandTracker } from '../intervals/band-tracker.ts';
import type { PathIntervals } from '../intervals/path-intervals.ts';
import type { Series } from '../series.ts';
import { checkedHorizon, checkedLevels } from './forecaster-config.ts';
import { clampFinite, type PointModel, pathFrom, pathsAfter, windowBefore } from './point-model.ts';

/** A point model and the bands that were calibrated for it, as one fitted forecaster. */
export class BandedForecaster implements FittedForecaster {
  readonly lookback: number;
  readonly horizon: number;
  readonly season: number;
  readonly minimumHistory: number;
  readonly #model: PointModel;
  readonly #bands: PathIntervals;
  readonly #startStep: number | null;
  readonly #save: () => Uint8Array;

  /** @param startStep sampling periods from the epoch to the step that the model counts as zero; null where unknown */
  constructor(model: PointModel, bands: PathIntervals, startStep: number | null, save: () => Uint8Array) {
    this.lookback = Math.max(model.lookback, bands.lookback);
    this.horizon = bands.horizon;
    this.season = model.season;
    this.minimumHistory = model.minimumHistory;
    this.#model = model;
    this.#bands = bands;
    this.#startStep = startStep;
    this.#save = save;
  }

  forecast(history: Series, horizon: number, levels: readonly number[]): ForecastPath {
    checkedHorizon(horizon, this.horizon);
    checkedLevels(levels);
    const { values } = history;
    const path = pathFrom(this.#model, values, values.length, horizon, this.#stepAfter(history));
    const point = path.map(clampFinite);
    return { point, bands: levels.map((level) => this.#bands.around(point, level, values)) };
  }

  points(histories: readonly Series[], horizon: number): Float64Array[] {
    checkedHorizon(horizon, this.horizon);
    const windows = histories.map(({ values }) => windowBefore(this.#model, values, values.length));
    const steps = histories.map((history) => this.#stepAfter(history));
    const paths = pathsAfter(this.#model, windows, horizon, steps);
    for (const path of paths) for (let i = 0; i < horizon; i++) path[i] = clampFinite(path[i]);
    return paths;
  }

  tracker(state?: Uint8Array): BandTracker | null {
    return this.#bands.tracker(state);
  }

  save(): Uint8Array {
    return this.#save();
  }

  #stepAfter({ values, startStep }: Series): number | undefined {
    if (startStep === undefined || this.#startStep === null) return undefined;
    return Math.round(startStep - this.#startStep) + values.length;
  }
}
