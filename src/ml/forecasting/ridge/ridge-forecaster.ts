import { CorruptArtifactError } from '../../../errors.ts';
import type { FitOptions } from '../../detector.ts';
import type { ClosedFormFamily, FittedGroup } from '../../forecaster.ts';
import { fillGaps, firstUsable } from '../../numbers/missing-values.ts';
import type { Series } from '../../series.ts';
import { calibratedIntervals, forecastsOf } from '../calibrated-intervals.ts';
import { ofMember } from '../group-member.ts';
import { requireUsable } from '../point-model.ts';
import { decodeRidge, encodeRidge, type RidgeGroup, ridgeForecasters } from './ridge-codec.ts';
import {
  leastLookback,
  parseRidgeConfig,
  penaltiesOf,
  type RidgeConfig,
  type RidgeKind,
} from './ridge-config.ts';
import { RidgeModel } from './ridge-model.ts';
import { ridgeShape } from './ridge-shape.ts';
import { type RidgeShape, type RidgeWeights, ridgeWeights } from './ridge-weights.ts';
import { levelled } from './train-stretch.ts';

/** The first share of the training samples fits the weights that the residuals of the rest are taken of. */
const FIT_SHARE = 0.75;

/** Samples of one sensor from its first usable one on; `step` on the clock of its group. */
interface Train {
  readonly values: Float64Array;
  readonly step: number;
}

interface Fitted {
  readonly weights: RidgeWeights;
  readonly profiles: readonly Float64Array[];
}

/**
 * A ridge over any number of sensors that share its weights. The season of each, its level in each window and its unit
 * are its own. Bands: the second of four look-backs alone, fitted on the first three quarters, has its residuals taken on the
 * last; then everything fits the weights that are kept. Season and look-backs are decided on the first part only.
 */
export const ridgeFamily = (kind: RidgeKind): ClosedFormFamily<RidgeConfig> => {
  const { name } = kind;
  const fitAll = (trains: readonly Series[], config: RidgeConfig, options: FitOptions): RidgeGroup =>
    fitGroup(kind, trains, config, options);
  return {
    name,
    parseConfig: (input) => parseRidgeConfig(kind, input),
    minimumSamples,
    fit: (train, config, options) => ridgeForecasters(name, fitAll([train], config, options))[0],
    load: (bytes) => {
      const group = decodeRidge(name, bytes);
      if (group.members.length > 1) throw new CorruptArtifactError(name, 'it is that of a group of sensors');
      return ridgeForecasters(name, group)[0];
    },
    group: {
      fit: (trains, config, options) => fittedGroup(name, fitAll(trains, config, options)),
      load: (bytes) => fittedGroup(name, decodeRidge(name, bytes)),
    },
  };
};

const fittedGroup = (name: string, group: RidgeGroup): FittedGroup => ({
  members: ridgeForecasters(name, group),
  save: () => encodeRidge(name, group),
});

const minimumFit = (config: RidgeConfig): number => config.horizon + 2 * leastLookback(config);
const minimumSamples = (config: RidgeConfig): number => Math.ceil(minimumFit(config) / FIT_SHARE);
const earlyLength = ({ length }: Float64Array): number => Math.floor(length * FIT_SHARE);

const fitGroup = (
  kind: RidgeKind,
  series: readonly Series[],
  config: RidgeConfig,
  { onProgress }: FitOptions,
): RidgeGroup => {
  const trains = onOneClock(series);
  for (const [member, { values }] of trains.entries()) ofMember(member, () => requireEnough(values, config));
  onProgress?.(0.05);
  const early = trains.map(({ values, step }) => ({ values: values.subarray(0, earlyLength(values)), step }));
  const shape = ridgeShape(
    early.map(({ values }) => values),
    kind,
    config,
  );
  onProgress?.(0.2);
  const middle = { ...shape, lookbacks: [shape.lookbacks[(shape.lookbacks.length - 1) >> 1]] };
  const provisional = fitWeights(kind, early, middle, config);
  onProgress?.(0.4);
  const { horizon, intervals } = config;
  const bands = trains.map(({ values, step }, k) => {
    const model = new RidgeModel(middle, provisional.weights, provisional.profiles[k]);
    const forecasts = forecastsOf(model, values, horizon, step);
    const held = { values, fitted: earlyLength(values), horizon };
    return ofMember(k, () => calibratedIntervals(intervals, forecasts, held));
  });
  onProgress?.(0.6);
  const { weights, profiles } = fitWeights(kind, trains, shape, config);
  onProgress?.(1);
  const members = profiles.map((profile, k) => ({ profile, bands: bands[k] }));
  return { shape, weights, startStep: series[0].startStep ?? null, members };
};

/** Where series do not say when they begin, they begin together. */
const onOneClock = (series: readonly Series[]): Train[] => {
  const zero = series[0].startStep;
  return series.map(({ values, startStep }) => {
    const first = firstUsable(values);
    const offset = zero === undefined || startStep === undefined ? 0 : Math.round(startStep - zero);
    return { values: values.subarray(first), step: offset + first };
  });
};

const requireEnough = (values: Float64Array, config: RidgeConfig): void => {
  requireUsable(values, minimumSamples(config));
  const early = earlyLength(values);
  requireUsable(values.subarray(0, early), Math.ceil(minimumFit(config) / 2));
  requireUsable(values.subarray(early), 1);
};

const fitWeights = (
  kind: RidgeKind,
  trains: readonly Train[],
  shape: RidgeShape,
  config: RidgeConfig,
): Fitted => {
  const parts = trains.map(({ values, step }) =>
    levelled(fillGaps(values), step, shape.cycle, kind.withProfile),
  );
  const weights = ridgeWeights(
    parts.map(({ stretch }) => stretch),
    shape,
    penaltiesOf(kind, config),
  );
  return { weights, profiles: parts.map(({ profile }) => profile) };
};
