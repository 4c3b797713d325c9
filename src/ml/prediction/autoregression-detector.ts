import { z } from 'zod';
import { InsufficientDataError } from '../../errors.ts';
import { count, real } from '../bounded.ts';
import type { DetectorFamily, FitOptions } from '../detector.ts';
import { usableCount } from '../numbers/missing-values.ts';
import { parseConfig } from '../parse-config.ts';
import type { Series } from '../series.ts';
import { Autoregression } from './autoregression.ts';
import { closedFormFit, closedFormSettings } from './closed-form-fit.ts';
import { decodePrediction, predictionDetector } from './prediction-codec.ts';
import { type PredictionFit, SMOOTHING_SETTLES } from './prediction-fit.ts';

const KIND = 'autoregression';
const MINIMUM = 120;
/** Usable samples for each lag: short histories have fewer lags. */
const SAMPLES_PER_LAG = 8;

const autoregressionConfig = z.strictObject({
  /** Values that a prediction sees, fewer where the history is short. */
  order: count(1, 500).default(250),
  /** As a share of the mean of the Gram diagonal. */
  ridge: real(1e-9, 1e3).default(1e-3),
  ...closedFormSettings,
});

export type AutoregressionConfig = z.output<typeof autoregressionConfig>;

/**
 * Ridge regression over the last values, and the inputs where asked, predicts the next value; errors of prediction pass
 * Telemanom's threshold. Deterministic, fitted in hundredths of a second; the least that a network must beat.
 */
export const autoregression: DetectorFamily<AutoregressionConfig> = {
  name: KIND,
  parseConfig: (input) => parseConfig(autoregressionConfig, input),
  minimumSamples: () => MINIMUM,
  fit: async (train, config, options) => predictionDetector(KIND, fitAutoregression(train, config, options)),
  load: (bytes) => predictionDetector(KIND, decodePrediction(KIND, bytes, Autoregression.decode)),
};

const fitAutoregression = (
  train: Series,
  config: AutoregressionConfig,
  options: FitOptions,
): PredictionFit => {
  const usable = usableCount(train.values);
  if (usable < MINIMUM) throw new InsufficientDataError(MINIMUM, usable);
  const order = Math.min(config.order, Math.floor(usable / SAMPLES_PER_LAG));
  const model = (columns: readonly Float64Array[]) => Autoregression.fit(columns, order, config.ridge);
  const settle = order + SMOOTHING_SETTLES * config.errors.smoothing;
  return closedFormFit(train, config, { model, settle }, options);
};
