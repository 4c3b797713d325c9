import { z } from 'zod';
import { InsufficientDataError } from '../../errors.ts';
import { count, real } from '../bounded.ts';
import type { DetectorFamily, FitOptions } from '../detector.ts';
import { usableCount } from '../numbers/missing-values.ts';
import { parseConfig } from '../parse-config.ts';
import type { Series } from '../series.ts';
import { closedFormFit, closedFormSettings } from './closed-form-fit.ts';
import { EchoState, type ReservoirSettings } from './echo-state.ts';
import { decodePrediction, predictionDetector } from './prediction-codec.ts';
import type { PredictionFit } from './prediction-fit.ts';

const KIND = 'echo-state';
/** Samples that only set the state: they teach nothing and are not judged. */
const SETTLE = 100;
const MINIMUM = 3 * SETTLE;

const echoStateConfig = z.strictObject({
  units: count(4, 1_000).default(100),
  inDegree: count(1, 100).default(10),
  spectralRadius: real(0, 2).default(0.9),
  leak: real(0.001, 1).default(0.3),
  inputScale: real(0.001, 100).default(1),
  /** As a share of the mean of the Gram diagonal. */
  ridge: real(1e-9, 1e3).default(1e-3),
  ...closedFormSettings,
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

const fitEchoState = (train: Series, config: EchoStateConfig, options: FitOptions): PredictionFit => {
  const usable = usableCount(train.values);
  if (usable < MINIMUM) throw new InsufficientDataError(MINIMUM, usable);
  const { units, inDegree, spectralRadius, leak, inputScale, ridge } = config;
  const { seed } = options;
  const settings: ReservoirSettings = { units, inDegree, spectralRadius, leak, inputScale, seed };
  const model = (columns: readonly Float64Array[]) => EchoState.fit(settings, columns, ridge, SETTLE);
  return closedFormFit(train, config, { model, settle: SETTLE }, options);
};
