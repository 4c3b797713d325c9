import { encodeArtifact } from '../artifact-codec.ts';
import type { FittedForecaster, ForecastPath } from '../forecaster.ts';
import { checkedHorizon, checkedLevels } from '../forecasting/forecaster-config.ts';
import type { BandTracker } from '../intervals/band-tracker.ts';
import type { Series } from '../series.ts';
import type { SensorBands } from './sensor-bands.ts';
import type { TransformerNetwork } from './transformer-network.ts';

/** A network and the bands of one sensor. */
export class TransformerForecaster implements FittedForecaster {
  readonly lookback: number;
  readonly horizon: number;
  readonly season: number;
  readonly minimumHistory: number;
  readonly followsSensor: boolean;
  readonly #kind: string;
  readonly #network: TransformerNetwork;
  readonly #bands: SensorBands;

  constructor(kind: string, network: TransformerNetwork, bands: SensorBands) {
    this.lookback = Math.max(network.lookback, bands.tracked?.lookback ?? 0);
    this.horizon = network.sizes.horizon;
    this.season = bands.season;
    this.followsSensor = bands.followsSensor;
    this.minimumHistory = network.minimumHistory;
    this.#kind = kind;
    this.#network = network;
    this.#bands = bands;
  }

  forecast({ values }: Series, horizon: number, levels: readonly number[]): ForecastPath {
    checkedHorizon(horizon, this.horizon);
    checkedLevels(levels);
    const path = this.#network.path(values, values.length, horizon);
    return { point: path.point, bands: this.#bands.around(this.#network, values, path, levels) };
  }

  samplePaths({ values }: Series, horizon: number, count: number, seed: number): Float64Array[] {
    checkedHorizon(horizon, this.horizon);
    return this.#network.sampledPaths(values, count, horizon, seed);
  }

  tracker(state?: Uint8Array): BandTracker | null {
    return this.#bands.tracked?.tracker(state) ?? null;
  }

  save(): Uint8Array {
    const [network, bands] = [this.#network.encode(), this.#bands.encode()];
    const header = { ...network.header, ...bands.header };
    return encodeArtifact(this.#kind, header, { ...network.columns, ...bands.columns });
  }
}
