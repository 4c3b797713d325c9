import { z } from 'zod';
import { InsufficientDataError } from '../errors.ts';
import { count, real } from './bounded.ts';
import type { DetectorFamily, FitOptions } from './detector.ts';
import { EchoState, type ReservoirSettings } from './echo-state.ts';
import { errorConfig } from './error-config.ts';
import { countUsable } from './forward-fill.ts';
import { parseConfig } from './parse-config.ts';
import { decodePrediction, predictionDetector } from './prediction-codec.ts';
import { calibrated, heldOutStart, type PredictionFit, scaledColumns, scalesOf } from './prediction-fit.ts';
import { runConfig } from './run-track.ts';
import type { Series } from './series.ts';
import { thresholdConfig } from './thresholds/threshold-config.ts';

const KIND = 'echo-state';
/** Samples that only set the state: they teach nothing and are not judged. */
const SETTLE = 100;
const MINIMUM = 3 * SETTLE;
const HELD_OUT_SHARE = 0.3;

const echoStateConfig = z.strictObject({
  units: count(4, 1_000).default(100),
  inDegree: count(1, 100).default(10),
  spectralRadius: real(0, 2).default(0.9),
  leak: real(0.001, 1).default(0.3),
  inputScale: real(0.001, 100).default(1),
  /** As a share of the mean of the Gram diagonal. */
  ridge: real(1e-9, 1e3).default(1e-3),
  inputs: z.boolean('true or false').default(false),
  scaling: z.enum(['TRAIN_RANGE', 'AS_IS'], 'TRAIN_RANGE or AS_IS').default('TRAIN_RANGE'),
  errors: errorConfig.prefault({}),
  threshold: thresholdConfig.default({ kind: 'TAIL', rate: 1e-4, atLeast: 0.05 }),
  runs: runConfig.prefault({}),
});

export type EchoStateConfig = z.output<typeof echoStateConfig>;

/**
 * An echo-state network with a ridge readout predicts the next value; errors of prediction pass Telemanom's threshold.
 * The recurrent model that trains in a tenth of a second. The live limit is learnt on the last part of the training
 * series, by weights that did not see it.
 */
export const echoState: DetectorFamily<EchoStateConfig> = {
  name: KIND,
  parseConfig: (input) => parseConfig(echoStateConfig, input),
  minimumSamples: () => MINIMUM,
  fit: async (train, config, options) => predictionDetector(KIND, fitEchoState(train, config, options)),
  load: (bytes) => predictionDetector(KIND, decodePrediction(KIND, bytes, EchoState.decode)),
};

const fitEchoState = (
  train: Series,
  config: EchoStateConfig,
  { seed, onProgress }: FitOptions,
): PredictionFit => {
  const usable = countUsable(train.values);
  if (usable < MINIMUM) throw new InsufficientDataError(MINIMUM, usable);
  const { units, inDegree, spectralRadius, leak, inputScale, ridge } = config;
  const settings: ReservoirSettings = { units, inDegree, spectralRadius, leak, inputScale, seed };
  const scales = scalesOf(train, config.inputs, config.scaling);
  const columns = scaledColumns(train, scales);
  const cut = heldOutStart(train.values, HELD_OUT_SHARE);
  const earlier = columns.map((column) => column.subarray(0, cut));
  const judge = EchoState.fit(settings, earlier, ridge, SETTLE);
  onProgress?.(0.4);
  const fit = calibrated(judge, train, scales, cut, { ...config, settle: SETTLE });
  const model = EchoState.fit(settings, columns, ridge, SETTLE);
  onProgress?.(1);
  return { ...fit, model };
};
