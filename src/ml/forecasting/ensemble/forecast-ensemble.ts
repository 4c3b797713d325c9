import { z } from 'zod';
import { CorruptArtifactError } from '../../../errors.ts';
import { decodeBundle } from '../../artifact-bundle.ts';
import { decodeArtifact } from '../../artifact-codec.ts';
import type { FitOptions } from '../../detector.ts';
import { type FittedForecaster, type ForecasterFamily, pointsOf } from '../../forecaster.ts';
import { restoreIntervals } from '../../intervals/path-intervals.ts';
import { firstUsable, usableCount } from '../../numbers/missing-values.ts';
import { type Series, sliceSeries } from '../../series.ts';
import { calibratedIntervals, type HeldOutForecasts } from '../calibrated-intervals.ts';
import { LONGEST_HORIZON } from '../forecaster-config.ts';
import { clampFinite, requireUsable } from '../point-model.ts';
import { rollingOrigins } from '../rolling-origins.ts';
import { inverseErrorWeights } from './error-weights.ts';
import { ENSEMBLE, ENSEMBLE_BANDS, FittedEnsemble, type WeightedMember } from './fitted-ensemble.ts';
import {
  type ForecastEnsembleConfig,
  type ForecasterFamilies,
  parseForecastEnsemble,
} from './forecast-members.ts';

/** The first share of the training samples fits the members whose errors on the rest say what they weigh. */
const FIT_SHARE = 0.75;
const RECENT_ORIGINS = 400;

/**
 * Two to five families as one forecast. Each is fitted on the first three quarters; their errors on the last, at the same
 * origins, give the weights, and those of the weighted forecast its intervals; then all samples fit the members that are kept.
 */
export const forecastEnsembleOf = (
  families: ForecasterFamilies,
): ForecasterFamily<ForecastEnsembleConfig> => ({
  name: ENSEMBLE,
  parseConfig: (input) => parseForecastEnsemble(families, input),
  minimumSamples: (config) => minimumSamples(families, config),
  fit: async (train, config, options) => {
    const first = firstUsable(train.values);
    const known = sliceSeries(train, first, train.values.length);
    requireUsable(known.values, minimumSamples(families, config));
    const split = Math.floor(known.values.length * FIT_SHARE);
    requireUsable(known.values.subarray(split), 1);
    const early = await fitMembers(families, sliceSeries(known, 0, split), config, options, 0);
    const origins = commonOrigins(early, known.values, split);
    const recent = (fitted: FittedForecaster) => errorsOf(fitted, known, origins, config.horizon);
    const weights = inverseErrorWeights(early.map((fitted) => recent(fitted).flat()));
    const provisional = new FittedEnsemble(config.horizon, weighted(early, config, weights));
    const held = { values: known.values, fitted: split, horizon: config.horizon };
    const intervals = calibratedIntervals(config.intervals, forecastsBy(provisional, known), held);
    const kept = await fitMembers(families, known, config, options, 0.5);
    options.onProgress?.(1);
    return new FittedEnsemble(config.horizon, weighted(kept, config, weights), intervals);
  },
  load: (bytes) => loadEnsemble(families, bytes),
});

const minimumSamples = (families: ForecasterFamilies, { members }: ForecastEnsembleConfig): number => {
  const most = members.map(({ family, config }) => families[family].minimumSamples(config));
  return Math.ceil(Math.max(...most) / FIT_SHARE);
};

/** One after another; `from` is the share of the work that came before, these are half of it. */
const fitMembers = async (
  families: ForecasterFamilies,
  train: Series,
  { members }: ForecastEnsembleConfig,
  { seed, tensors, onProgress }: FitOptions,
  from: number,
): Promise<FittedForecaster[]> => {
  const fitted: FittedForecaster[] = [];
  for (const { family, config } of members) {
    fitted.push(await families[family].fit(train, config, { seed, tensors }));
    onProgress?.(from + (0.45 * fitted.length) / members.length);
  }
  return fitted;
};

const weighted = (
  fitted: readonly FittedForecaster[],
  { members }: ForecastEnsembleConfig,
  weights: Float64Array,
): WeightedMember[] =>
  fitted.map((one, k) => ({ family: members[k].family, fitted: one, weight: weights[k] }));

/** Origins from `split` on at which every member has history enough. */
const commonOrigins = (
  fitted: readonly FittedForecaster[],
  values: Float64Array,
  split: number,
): number[] => {
  const season = Math.max(...fitted.map((one) => one.season));
  return rollingOrigins(split, values.length - 1, RECENT_ORIGINS, season).filter((origin) =>
    fitted.every((one) => hasHistory(one, values, origin)),
  );
};

const forecastsBy = (fitted: FittedForecaster, series: Series): HeldOutForecasts => ({
  season: fitted.season,
  pathsFrom(origins) {
    const able = origins.filter((origin) => hasHistory(fitted, series.values, origin));
    const histories = able.map((origin) => sliceSeries(series, 0, origin));
    const paths = pointsOf(fitted, histories, fitted.horizon).map((path) => path.map(clampFinite));
    const byOrigin = new Map(able.map((origin, k) => [origin, paths[k]]));
    return origins.map((origin) => byOrigin.get(origin) ?? null);
  },
});

const hasHistory = (
  { lookback, minimumHistory }: FittedForecaster,
  values: Float64Array,
  origin: number,
): boolean => usableCount(values.subarray(Math.max(0, origin - lookback), origin)) >= minimumHistory;

/** Actual less forecast, a list a step. */
const errorsOf = (
  fitted: FittedForecaster,
  series: Series,
  origins: readonly number[],
  horizon: number,
): number[][] => {
  const errors: number[][] = Array.from({ length: horizon }, () => []);
  const { values } = series;
  const histories = origins.map((origin) => sliceSeries(series, 0, origin));
  for (const [k, path] of pointsOf(fitted, histories, horizon).entries()) {
    for (let step = 0; step < horizon && origins[k] + step < values.length; step++) {
      const actual = values[origins[k] + step];
      if (Number.isFinite(actual)) errors[step].push(clampFinite(actual - path[step]));
    }
  }
  return errors;
};

const header = z.object({
  horizon: z.int().min(1).max(LONGEST_HORIZON),
  families: z.array(z.string()).min(2).max(5),
  weights: z.array(z.number().min(0).max(1)),
});

/** @throws CorruptArtifactError */
const loadEnsemble = (families: ForecasterFamilies, bytes: Uint8Array): FittedEnsemble => {
  const bundle = decodeBundle(ENSEMBLE, bytes);
  const parsed = header.safeParse(bundle.header);
  if (!parsed.success) throw new CorruptArtifactError(ENSEMBLE, 'its header is not one of an ensemble');
  const { horizon, families: names, weights } = parsed.data;
  if (weights.length !== names.length || bundle.parts.length !== names.length + 1) {
    throw new CorruptArtifactError(ENSEMBLE, 'its members do not fit its weights');
  }
  const members = names.map((family, k) => {
    if (!Object.hasOwn(families, family)) {
      throw new CorruptArtifactError(ENSEMBLE, `it has a member of the family ${family}`);
    }
    return { family, fitted: families[family].load(bundle.parts[k + 1]), weight: weights[k] };
  });
  const { columns } = decodeArtifact(ENSEMBLE_BANDS, bundle.parts[0]);
  return new FittedEnsemble(horizon, members, restoreIntervals(ENSEMBLE, horizon, columns));
};
