import { z } from 'zod';
import { CorruptArtifactError } from '../../errors.ts';
import type { Artifact } from '../artifact-codec.ts';
import type { Band } from '../forecaster.ts';
import { bandFloor } from '../forecasting/conformal-bands.ts';
import { LONGEST_LOOKBACK } from '../forecasting/forecaster-config.ts';
import { rollingOrigins } from '../forecasting/rolling-origins.ts';
import { findSeason } from '../forecasting/season.ts';
import { SampledBands, type SampledPaths, sampledPaths } from '../intervals/sampled-bands.ts';
import { fillGaps } from '../numbers/missing-values.ts';
import type { NetworkBands } from './network-bands.ts';
import { FEWEST_SAMPLES, MOST_SAMPLES } from './transformer-config.ts';
import type { HeadPath, TransformerNetwork } from './transformer-network.ts';

/** Fewer than for the heads: each costs as many passes as paths are sampled. */
const CALIBRATION_ORIGINS = 200;
/** One for all forecasts, so that equal histories have equal bands. */
const SEED = 1;

const header = z.object({
  intervals: z.literal('DROPOUT'),
  season: z.int().min(1).max(LONGEST_LOOKBACK),
  samples: z.int().min(FEWEST_SAMPLES).max(MOST_SAMPLES),
});

/**
 * Monte-Carlo dropout (Gal & Ghahramani 2016), conformalised: the spread of paths with activations left out says where the
 * network is unsure, held-out residuals in units of it say how many spreads a level needs. The point stays the median
 * of the whole network.
 */
export class DropoutBands implements NetworkBands {
  readonly season: number;
  readonly #samples: number;
  readonly #floor: number;
  readonly #bands: SampledBands;

  private constructor(season: number, samples: number, floor: number, bands: SampledBands) {
    this.season = season;
    this.#samples = samples;
    this.#floor = floor;
    this.#bands = bands;
  }

  /**
   * @param values the first usable; the weights have not seen the samples from `heldOutFrom` on
   * @param samples paths a forecast
   * @throws InsufficientDataError when there is no residual
   */
  static calibrate(
    network: TransformerNetwork,
    values: Float64Array,
    heldOutFrom: number,
    samples: number,
  ): DropoutBands {
    const season = findSeason(values.subarray(0, heldOutFrom));
    const floor = bandFloor(fillGaps(values));
    const { horizon } = network.sizes;
    const cases = rollingOrigins(heldOutFrom, values.length - 1, CALIBRATION_ORIGINS, season)
      .filter((origin) => network.hasHistory(values, origin))
      .map((origin) => {
        const { point } = network.path(values, origin, horizon);
        const actual = new Float64Array(horizon).fill(Number.NaN);
        actual.set(values.subarray(origin, origin + horizon));
        return { paths: spreadAround(network, values.subarray(0, origin), point, samples, floor), actual };
      });
    return new DropoutBands(season, samples, floor, SampledBands.calibrate(cases, horizon, floor));
  }

  around(
    network: TransformerNetwork,
    values: Float64Array,
    { point }: HeadPath,
    levels: readonly number[],
  ): Band[] {
    if (levels.length === 0) return [];
    const paths = spreadAround(network, values, point, this.#samples, this.#floor);
    return levels.map((level) => this.#bands.around(paths, level));
  }

  encode() {
    const { season } = this;
    return {
      header: { intervals: 'DROPOUT', season, samples: this.#samples },
      columns: this.#bands.columns(),
    };
  }

  /** @throws CorruptArtifactError */
  static decode(kind: string, horizon: number, artifact: Artifact): DropoutBands {
    const parsed = header.safeParse(artifact.header);
    if (!parsed.success) throw new CorruptArtifactError(kind, 'its bands are not whole');
    const bands = SampledBands.restore(kind, horizon, artifact.columns);
    return new DropoutBands(parsed.data.season, parsed.data.samples, bands.floor, bands);
  }
}

const spreadAround = (
  network: TransformerNetwork,
  values: Float64Array,
  point: Float64Array,
  samples: number,
  floor: number,
): SampledPaths => {
  const { spread } = sampledPaths(network.sampledPaths(values, samples, point.length, SEED), floor);
  return { point, spread };
};
