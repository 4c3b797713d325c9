import { z } from 'zod';
import { CorruptArtifactError, InvalidInputError } from '../../errors.ts';
import type { Artifact } from '../artifact-codec.ts';
import { clipSpikes } from '../numbers/spikes.ts';
import { UnitScale } from '../numbers/unit-scale.ts';
import { parseConfig } from '../parse-config.ts';
import { withBands } from './banded-family.ts';
import { horizonField, LONGEST_LOOKBACK, lookbackField, seasonField } from './forecaster-config.ts';
import type { PointModel } from './point-model.ts';
import { type RidgeShape, ridgeWeights } from './ridge-weights.ts';
import { findSeason } from './season.ts';

const NAME = 'ridge';
/** Three weeks of hourly samples. */
const USUAL_LOOKBACK = 504;
const SHORTEST_LOOKBACK = 8;
/** Training samples beyond this many half ranges (0.1–99.9 %) are cut to it. */
const WILD = 3;

const ridgeConfig = z.strictObject({
  ...horizonField,
  ...seasonField,
  ...lookbackField,
  /** λ over the mean diagonal of the Gram matrix: 0.001 nearly least squares, 100 nearly the seasonal profile. */
  penalty: z
    .number('a number from 0.001 to 1000')
    .min(1e-3, 'a number from 0.001 to 1000')
    .max(1e3, 'a number from 0.001 to 1000')
    .default(1),
});
type RidgeConfig = z.infer<typeof ridgeConfig>;

const parseRidgeConfig = (input: unknown): RidgeConfig => {
  const config = parseConfig(ridgeConfig, input);
  if (config.lookback !== null && config.season !== 'auto' && config.lookback < config.season) {
    throw new InvalidInputError('lookback', config.lookback, `at least the season, ${config.season}`);
  }
  return config;
};

/** The shortest look-back that a fit accepts with this configuration. */
const leastLookback = ({ lookback, season }: RidgeConfig): number =>
  Math.min(lookback ?? LONGEST_LOOKBACK, Math.max(SHORTEST_LOOKBACK, season === 'auto' ? 1 : season));

/**
 * At least as many windows as inputs: the look-back is at most half of what the horizon leaves. Unless it is set, it is
 * 504 samples or one season where that is longer, cut to whole seasons.
 */
const shape = (values: Float64Array, config: RidgeConfig): RidgeShape => {
  const room = Math.floor((values.length - config.horizon) / 2);
  const longest = Math.min(config.lookback ?? LONGEST_LOOKBACK, room);
  const season = config.season === 'auto' ? findSeason(values, longest) : config.season;
  const usual = config.lookback ?? Math.max(USUAL_LOOKBACK, season);
  const bounded = Math.min(usual, longest);
  const lookback = config.lookback === null ? bounded - (bounded % season) : bounded;
  return { lookback, horizon: config.horizon, season };
};

/**
 * Direct multi-step linear forecast of the deviation from the recent level. Scale and shift of the input do not matter.
 * Single wild readings inside the look-back are cut; the newest one cannot be told from a step and counts.
 */
class RidgeModel implements PointModel {
  readonly shape: RidgeShape;
  readonly weights: Float64Array;

  constructor(shape: RidgeShape, weights: Float64Array) {
    this.shape = shape;
    this.weights = weights;
  }

  get lookback(): number {
    return this.shape.lookback;
  }

  get season(): number {
    return this.shape.season;
  }

  get minimumHistory(): number {
    return Math.min(this.shape.lookback, Math.max(SHORTEST_LOOKBACK, 2 * this.shape.season));
  }

  predict(window: Float64Array, path: Float64Array): void {
    const { lookback, season } = this.shape;
    const calm = clipSpikes(window);
    const unit = unitOf(calm);
    const inputs = calm.map((value) => value / unit);
    let level = 0;
    for (let i = lookback - season; i < lookback; i++) level += inputs[i] / season;
    for (let i = 0; i < lookback; i++) inputs[i] -= level;
    for (let step = 0; step < path.length; step++) {
      const row = step * lookback;
      let sum = level;
      for (let i = 0; i < lookback; i++) sum += this.weights[row + i] * inputs[i];
      path[step] = sum * unit;
    }
  }
}

/** A power of two near the largest magnitude: dividing by it is exact, and squares neither overflow nor vanish. */
const unitOf = (values: Float64Array): number => {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest > 0 ? 2 ** Math.min(1023, Math.max(-1022, Math.floor(Math.log2(largest)))) : 1;
};

/** About [−1, 1]: the level drops out anyway, and a wild stretch must not outweigh all windows without it. */
const conditioned = (values: Float64Array): Float64Array => {
  const calm = clipSpikes(values);
  const scale = UnitScale.of(calm);
  return calm.map((value) => Math.max(-WILD, Math.min(WILD, scale.apply(value))));
};

const modelHeader = z.object({
  lookback: z.int().min(1).max(LONGEST_LOOKBACK),
  season: z.int().min(1).max(LONGEST_LOOKBACK),
});

const restore = ({ header, columns }: Artifact, horizon: number): RidgeModel => {
  const parsed = modelHeader.safeParse(header);
  if (!parsed.success) throw new CorruptArtifactError(NAME, 'its header is not one of a ridge');
  const shape = { ...parsed.data, horizon };
  if (shape.season > shape.lookback) {
    throw new CorruptArtifactError(NAME, 'its season is longer than its look-back');
  }
  const { weights } = columns;
  if (weights?.length !== shape.lookback * horizon || !weights.every(Number.isFinite)) {
    throw new CorruptArtifactError(NAME, 'its weights do not fit its look-back and horizon');
  }
  return new RidgeModel(shape, weights);
};

export const ridgeForecaster = withBands<RidgeConfig, RidgeShape, RidgeModel>({
  name: NAME,
  parseConfig: parseRidgeConfig,
  minimumFit: (config) => config.horizon + 2 * leastLookback(config),
  shape,
  fit: (values, shape, { penalty }) =>
    new RidgeModel(shape, ridgeWeights(conditioned(values), shape, penalty)),
  artifact: ({ shape, weights }) => ({
    header: { lookback: shape.lookback, season: shape.season },
    columns: { weights },
  }),
  restore,
});
