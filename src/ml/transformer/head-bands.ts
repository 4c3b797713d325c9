import { z } from 'zod';
import { CorruptArtifactError } from '../../errors.ts';
import type { Artifact } from '../artifact-codec.ts';
import type { Band } from '../forecaster.ts';
import { bandFloor, ConformalBands } from '../forecasting/conformal-bands.ts';
import { LONGEST_LOOKBACK } from '../forecasting/forecaster-config.ts';
import { clampFinite } from '../forecasting/point-model.ts';
import { rollingOrigins } from '../forecasting/rolling-origins.ts';
import { findSeason } from '../forecasting/season.ts';
import { fillGaps } from '../numbers/missing-values.ts';
import type { NetworkBands } from './network-bands.ts';
import type { HeadPath, TransformerNetwork } from './transformer-network.ts';

const CALIBRATION_ORIGINS = 400;
/** The reach of the heads counts at least as this share of its mean: a quiet window must not promise what it cannot hold. */
const LEAST_SHARE = 0.2;

const season = z.int().min(1).max(LONGEST_LOOKBACK);

/**
 * The quantile heads of a network, calibrated for one sensor: an end lies as many reaches from the median as residuals on
 * held-out samples ask for (split conformal prediction with residuals scaled by a learnt spread, Lei et al. 2018, 5.2).
 */
export class HeadBands implements NetworkBands {
  readonly season: number;
  readonly #floor: number;
  /** Mean reach per step. */
  readonly #reach: Float64Array;
  readonly #bands: ConformalBands;

  private constructor(season: number, floor: number, reach: Float64Array, bands: ConformalBands) {
    this.season = season;
    this.#floor = floor;
    this.#reach = reach;
    this.#bands = bands;
  }

  /**
   * @param values the first usable; the weights have not seen the samples from `heldOutFrom` on
   * @throws InsufficientDataError when there is no residual
   */
  static calibrate(network: TransformerNetwork, values: Float64Array, heldOutFrom: number): HeadBands {
    const period = findSeason(values.subarray(0, heldOutFrom));
    const { horizon } = network.sizes;
    const paths = rollingOrigins(heldOutFrom, values.length - 1, CALIBRATION_ORIGINS, period)
      .filter((origin) => network.hasHistory(values, origin))
      .map((origin) => ({ origin, path: network.path(values, origin, horizon) }));
    const reach = meanReach(
      paths.map(({ path }) => path),
      horizon,
    );
    const floor = bandFloor(fillGaps(values));
    const residuals = Array.from({ length: horizon }, (_, step) => {
      const least = Math.max(floor, LEAST_SHARE * reach[step]);
      return Float64Array.from(
        paths.flatMap(({ origin, path: { point, above, below } }) => {
          const error = clampFinite(values[origin + step] - point[step]);
          const unit = Math.max(least, error < 0 ? below[step] : above[step]);
          return Number.isFinite(values[origin + step]) ? [error / unit] : [];
        }),
      );
    });
    return new HeadBands(period, floor, reach, ConformalBands.calibrate(residuals, 0));
  }

  around(
    _network: TransformerNetwork,
    _values: Float64Array,
    path: HeadPath,
    levels: readonly number[],
  ): Band[] {
    return levels.map((level) => this.#band(path, level));
  }

  #band({ point, above, below }: HeadPath, level: number): Band {
    const { lower, upper } = this.#bands.around(new Float64Array(point.length), level);
    const half = (reaches: number, reach: number, step: number): number =>
      Math.max(this.#floor, reaches * Math.max(this.#floor, LEAST_SHARE * this.#reach[step], reach));
    return {
      level,
      lower: point.map((value, step) => clampFinite(value - half(-lower[step], below[step], step))),
      upper: point.map((value, step) => clampFinite(value + half(upper[step], above[step], step))),
    };
  }

  encode() {
    const columns = { ...this.#bands.columns(), reach: this.#reach, floor: Float64Array.of(this.#floor) };
    return { header: { season: this.season }, columns };
  }

  /** @throws CorruptArtifactError */
  static decode(kind: string, horizon: number, { header, columns }: Artifact): HeadBands {
    const { reach, floor } = columns;
    const period = season.safeParse(header.season);
    if (!period.success || reach?.length !== horizon || floor?.length !== 1 || !(floor[0] >= 0)) {
      throw new CorruptArtifactError(kind, 'its bands are not whole');
    }
    return new HeadBands(period.data, floor[0], reach, ConformalBands.restore(kind, horizon, columns));
  }
}

/** Over the paths, of both sides, per step. */
const meanReach = (paths: readonly HeadPath[], horizon: number): Float64Array =>
  Float64Array.from({ length: horizon }, (_, step) => {
    let mean = 0;
    paths.forEach(({ above, below }, k) => {
      mean += (above[step] / 2 + below[step] / 2 - mean) / (k + 1);
    });
    return clampFinite(mean);
  });
