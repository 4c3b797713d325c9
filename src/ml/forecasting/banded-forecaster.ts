import { type Artifact, encodeArtifact } from '../artifact-codec.ts';
import type { FittedForecaster, ForecastPath } from '../forecaster.ts';
import type { Series } from '../series.ts';
import type { ConformalBands } from './conformal-bands.ts';
import { checkedHorizon, checkedLevels } from './forecaster-config.ts';
import { clampFinite, type PointModel, pathFrom } from './point-model.ts';

/** A point model and the bands that were calibrated for it, as one fitted forecaster. */
export class BandedForecaster implements FittedForecaster {
  readonly lookback: number;
  readonly horizon: number;
  readonly season: number;
  readonly minimumHistory: number;
  readonly #kind: string;
  readonly #model: PointModel;
  readonly #bands: ConformalBands;
  readonly #artifact: Artifact;

  constructor(kind: string, model: PointModel, bands: ConformalBands, artifact: Artifact) {
    this.lookback = model.lookback;
    this.horizon = bands.horizon;
    this.season = model.season;
    this.minimumHistory = model.minimumHistory;
    this.#kind = kind;
    this.#model = model;
    this.#bands = bands;
    this.#artifact = artifact;
  }

  forecast(history: Series, horizon: number, levels: readonly number[]): ForecastPath {
    checkedHorizon(horizon, this.horizon);
    checkedLevels(levels);
    const point = pathFrom(this.#model, history.values, history.values.length, horizon).map(clampFinite);
    return { point, bands: levels.map((level) => this.#bands.around(point, level)) };
  }

  save(): Uint8Array {
    return encodeArtifact(
      this.#kind,
      { ...this.#artifact.header, horizon: this.horizon },
      { ...this.#artifact.columns, ...this.#bands.columns() },
    );
  }
}
