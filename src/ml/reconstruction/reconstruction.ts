import type { DetectorFamily, FittedDetector } from '../detector.ts';
import { parseConfig } from '../parse-config.ts';
import { detectByReconstruction } from './reconstruction-batch.ts';
import { decodeReconstruction, encodeReconstruction } from './reconstruction-codec.ts';
import {
  fitReconstruction,
  RECONSTRUCTION_MINIMUM,
  type ReconstructionConfig,
  type ReconstructionFit,
  reconstructionConfig,
} from './reconstruction-fit.ts';
import { ReconstructionLive } from './reconstruction-live.ts';

const KIND = 'reconstruction';

/**
 * How far a window of the value, and of the inputs where asked, lies from the subspace that holds most of the variance
 * of normal windows: finds relations between samples, and between sensors, that were never seen. A departure inside the
 * subspace, as a level between levels that were seen, is none to it.
 */
export const reconstruction: DetectorFamily<ReconstructionConfig> = {
  name: KIND,
  parseConfig: (input) => parseConfig(reconstructionConfig, input),
  minimumSamples: () => RECONSTRUCTION_MINIMUM,
  fit: async (train, config, options) => fittedReconstruction(fitReconstruction(train, config, options)),
  load: (bytes) => fittedReconstruction(decodeReconstruction(KIND, bytes)),
};

const fittedReconstruction = (fit: ReconstructionFit): FittedDetector => ({
  inputs: fit.scales.length - 1,
  detect: (series) => detectByReconstruction(fit, series),
  live: (state) => new ReconstructionLive(fit, state),
  confidence: (score) => fit.tail.confidence(score),
  save: () => encodeReconstruction(KIND, fit),
});
