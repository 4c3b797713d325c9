import { z } from 'zod';
import { CorruptArtifactError } from '../../errors.ts';
import { type Artifact, decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import type { ClosedFormFamily } from '../forecaster.ts';
import type { IntervalConfig } from '../intervals/interval-config.ts';
import { type PathIntervals, restoreIntervals } from '../intervals/path-intervals.ts';
import { fillGaps, firstUsable } from '../numbers/missing-values.ts';
import { BandedForecaster } from './banded-forecaster.ts';
import { calibratedIntervals, forecastsOf } from './calibrated-intervals.ts';
import { LONGEST_HORIZON } from './forecaster-config.ts';
import { type PointModel, requireUsable } from './point-model.ts';

/** The first share of the training samples fits the weights that the residuals of the rest are taken of. */
const FIT_SHARE = 0.75;

interface BandedConfig {
  readonly horizon: number;
  readonly intervals: IntervalConfig;
}

/** What a family of point forecasts says about itself; `withBands` makes the whole family of it. */
interface PointFamily<Config, Shape, Model extends PointModel> {
  readonly name: string;
  parseConfig(input: unknown): Config;
  /** Samples that the part which fits the weights needs. */
  minimumFit(config: Config): number;
  /** Season, look-back and what else is decided once, from the part that fits the weights. */
  shape(values: Float64Array, config: Config): Shape;
  /** @param values filled, finite. */
  fit(values: Float64Array, shape: Shape, config: Config): Model;
  /** What `restore` needs beside the horizon and the bands. */
  artifact(model: Model): Artifact;
  /** @throws CorruptArtifactError */
  restore(artifact: Artifact, horizon: number): Model;
}

/** Samples of a whole train of which `FIT_SHARE` leaves `fitted`. */
const wholeTrain = (fitted: number): number => Math.ceil(fitted / FIT_SHARE);

/**
 * A forecaster family with intervals of the stage that its configuration names. `fit` splits the training samples by time: the first three quarters fit
 * weights whose errors on the last quarter calibrate the bands; then all samples fit the weights that are kept. Season
 * and look-back are decided on the first part only. Samples before the first usable one do not count.
 */
export const withBands = <Config extends BandedConfig, Shape, Model extends PointModel>(
  family: PointFamily<Config, Shape, Model>,
): ClosedFormFamily<Config> => ({
  name: family.name,
  parseConfig: (input) => family.parseConfig(input),
  minimumSamples: (config) => wholeTrain(family.minimumFit(config)),
  fit: (train, config, { onProgress }) => {
    const values = train.values.subarray(firstUsable(train.values));
    requireUsable(values, wholeTrain(family.minimumFit(config)));
    const fitted = Math.floor(values.length * FIT_SHARE);
    const early = values.subarray(0, fitted);
    requireUsable(early, Math.ceil(family.minimumFit(config) / 2));
    requireUsable(values.subarray(fitted), 1);
    onProgress?.(0.05);
    const shape = family.shape(early, config);
    onProgress?.(0.2);
    const provisional = family.fit(fillGaps(early), shape, config);
    onProgress?.(0.5);
    const { horizon, intervals } = config;
    const forecasts = forecastsOf(provisional, values, horizon, 0);
    const bands = calibratedIntervals(intervals, forecasts, { values, fitted, horizon });
    onProgress?.(0.7);
    const model = family.fit(fillGaps(values), shape, config);
    onProgress?.(1);
    return banded(family, model, bands);
  },
  load: (bytes) => {
    const artifact = decodeArtifact(family.name, bytes);
    const horizon = horizonHeader.safeParse(artifact.header.horizon);
    if (!horizon.success) throw new CorruptArtifactError(family.name, 'it has no horizon');
    const model = family.restore(artifact, horizon.data);
    const bands = restoreIntervals(family.name, horizon.data, artifact.columns);
    return banded(family, model, bands);
  },
});

/** These models know no phase, so no step either. */
const banded = <Config, Shape, Model extends PointModel>(
  family: PointFamily<Config, Shape, Model>,
  model: Model,
  bands: PathIntervals,
): BandedForecaster =>
  new BandedForecaster(model, bands, null, () => {
    const { header, columns } = family.artifact(model);
    const { horizon } = bands;
    return encodeArtifact(family.name, { ...header, horizon }, { ...columns, ...bands.columns() });
  });

const horizonHeader = z.int().min(1).max(LONGEST_HORIZON);
