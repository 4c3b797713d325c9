import { z } from 'zod';
import { CorruptArtifactError } from '../../errors.ts';
import type { Artifact, ArtifactColumn } from '../artifact-codec.ts';
import type { Band } from '../forecaster.ts';
import { calibratedIntervals, type HeldOutForecasts } from '../forecasting/calibrated-intervals.ts';
import { LONGEST_LOOKBACK } from '../forecasting/forecaster-config.ts';
import { findSeason } from '../forecasting/season.ts';
import { USUAL_INTERVALS } from '../intervals/interval-config.ts';
import { type PathIntervals, restoreIntervals } from '../intervals/path-intervals.ts';
import { DropoutBands } from './dropout-bands.ts';
import { HeadBands } from './head-bands.ts';
import type { NetworkBands } from './network-bands.ts';
import type { TransformerConfig } from './transformer-config.ts';
import type { HeadPath, TransformerNetwork } from './transformer-network.ts';

/** Columns of the tracked intervals beside those of the network's own. */
const LIVE = 'live.';

const seasonField = z.int().min(1).max(LONGEST_LOOKBACK);

/**
 * The intervals of one sensor around what a network forecasts of it: those that follow the sensor, or the network's own, beside
 * which the others are kept for their residual paths.
 */
export class SensorBands {
  /** In samples; 1 for none. */
  readonly season: number;
  /** Null in artifacts of earlier releases. */
  readonly tracked: PathIntervals | null;
  readonly #own: NetworkBands | null;

  private constructor(season: number, tracked: PathIntervals | null, own: NetworkBands | null) {
    this.season = season;
    this.tracked = tracked;
    this.#own = own;
  }

  /**
   * @param values the first usable; the weights have not seen the samples from `heldOutFrom` on
   * @throws InsufficientDataError when there is no residual
   */
  static calibrate(
    network: TransformerNetwork,
    values: Float64Array,
    heldOutFrom: number,
    { intervals, samples }: Pick<TransformerConfig, 'intervals' | 'samples'>,
  ): SensorBands {
    const season = findSeason(values.subarray(0, heldOutFrom));
    const { horizon } = network.sizes;
    const held = { values, fitted: heldOutFrom, horizon };
    const tracked = calibratedIntervals(USUAL_INTERVALS, forecastsBy(network, values, season), held);
    if (intervals === 'TRACKER') return new SensorBands(season, tracked, null);
    const own =
      intervals === 'DROPOUT'
        ? DropoutBands.calibrate(network, values, heldOutFrom, samples)
        : HeadBands.calibrate(network, values, heldOutFrom);
    return new SensorBands(season, tracked, own);
  }

  /** Whether live bands are those that follow the sensor. */
  get followsSensor(): boolean {
    return this.#own === null;
  }

  /** @param values the samples before the origin, which `path` was forecast from */
  around(
    network: TransformerNetwork,
    values: Float64Array,
    path: HeadPath,
    levels: readonly number[],
  ): Band[] {
    if (this.#own) return this.#own.around(network, values, path, levels);
    return levels.map((level) => (this.tracked as PathIntervals).around(path.point, level, values));
  }

  encode() {
    const own = this.#own?.encode() ?? { header: { intervals: 'TRACKER', season: this.season }, columns: {} };
    const live = Object.entries(this.tracked?.columns() ?? {});
    const columns: Record<string, ArtifactColumn> = {
      ...own.columns,
      ...Object.fromEntries(live.map(([name, column]) => [LIVE + name, column])),
    };
    return { header: own.header, columns };
  }

  /** @throws CorruptArtifactError */
  static decode(kind: string, horizon: number, artifact: Artifact): SensorBands {
    const season = seasonField.safeParse(artifact.header.season);
    if (!season.success) throw new CorruptArtifactError(kind, 'its bands are not whole');
    const live = Object.entries(artifact.columns).filter(([name]) => name.startsWith(LIVE));
    const columns = Object.fromEntries(live.map(([name, column]) => [name.slice(LIVE.length), column]));
    const tracked = live.length > 0 ? restoreIntervals(kind, horizon, columns) : null;
    const own = ownBands(kind, horizon, artifact);
    if (!tracked && !own) throw new CorruptArtifactError(kind, 'it has no bands');
    return new SensorBands(season.data, tracked, own);
  }
}

/** @throws CorruptArtifactError */
function ownBands(kind: string, horizon: number, artifact: Artifact): NetworkBands | null {
  const { intervals } = artifact.header;
  if (intervals === 'TRACKER') return null;
  return intervals === 'DROPOUT'
    ? DropoutBands.decode(kind, horizon, artifact)
    : HeadBands.decode(kind, horizon, artifact);
}

const forecastsBy = (
  network: TransformerNetwork,
  values: Float64Array,
  season: number,
): HeldOutForecasts => ({
  season,
  pathsFrom: (origins) =>
    origins.map((origin) =>
      network.hasHistory(values, origin) ? network.path(values, origin, network.sizes.horizon).point : null,
    ),
});
