import { z } from 'zod';
import { CorruptArtifactError, InsufficientDataError } from '../../errors.ts';
import { decodeBundle, encodeBundle } from '../artifact-bundle.ts';
import type { DetectorFamily, FitOptions, FittedDetector } from '../detector.ts';
import type { Families } from '../ensemble/member-config.ts';
import { usableCount } from '../numbers/missing-values.ts';
import { heldOutStart } from '../prediction/prediction-fit.ts';
import { type Series, sliceSeries } from '../series.ts';
import { type AutoConfig, parseAuto } from './auto-config.ts';
import { candidateFigures } from './candidate-figures.ts';
import { choiceSchema, chosenFrom, type DetectorChoice } from './detector-choice.ts';
import { injectedFaults } from './injected-faults.ts';

const KIND = 'auto';
/** The last part of the training series, where candidates fitted on the rest are compared. */
const HELD_OUT_SHARE = 0.3;

const autoHeader = z.object({ choice: choiceSchema });

/**
 * Chooses a detector without labels, by the faults that it finds and the false alarms that it gives on data it was not
 * fitted on (`chosenFrom`). What is fitted on all of the data is the chosen one, with the figures of all candidates.
 */
export const autoOf = (families: Families): DetectorFamily<AutoConfig> => ({
  name: KIND,
  parseConfig: (input) => parseAuto(families, input),
  takesFeatures: ({ candidates }) =>
    candidates.some(({ family, config }) => families[family].takesFeatures?.(config)),
  minimumSamples: (config) => minimumOf(families, config),
  fit: (train, config, options) => fitChosen(families, train, config, options),
  load: (bytes) => decodeChosen(families, bytes),
});

const minimumOf = (families: Families, { candidates }: AutoConfig): number => {
  const most = Math.max(...candidates.map(({ family, config }) => families[family].minimumSamples(config)));
  return Math.ceil(most / (1 - HELD_OUT_SHARE));
};

const fitChosen = async (
  families: Families,
  train: Series,
  config: AutoConfig,
  options: FitOptions,
): Promise<FittedDetector> => {
  const needed = minimumOf(families, config);
  const usable = usableCount(train.values);
  if (usable < needed) throw new InsufficientDataError(needed, usable);
  const fits = config.candidates.length + 1;
  const watched = (k: number): FitOptions => ({
    ...options,
    onProgress: (share) => options.onProgress?.((k + share) / fits),
  });
  const cut = heldOutStart(train.values, HELD_OUT_SHARE);
  const earlier = sliceSeries(train, 0, cut);
  const later = sliceSeries(train, cut, train.values.length);
  const faults = injectedFaults(earlier, later);
  const figures = [];
  for (const [k, { family, config: own }] of config.candidates.entries()) {
    const fitted = await families[family].fit(earlier, own, { ...watched(k), validation: undefined });
    figures.push({ family, ...candidateFigures(fitted, later, faults) });
  }
  const choice = chosenFrom(figures, config.oneIn);
  const own = config.candidates.find(({ family }) => family === choice.chosen)?.config;
  return withChoice(await families[choice.chosen].fit(train, own, watched(fits - 1)), choice);
};

const withChoice = (chosen: FittedDetector, choice: DetectorChoice): FittedDetector => ({
  inputs: chosen.inputs,
  choice,
  detect: (series, known) => chosen.detect(series, known),
  live: (state) => chosen.live(state),
  confidence: (score) => chosen.confidence(score),
  save: () => encodeBundle(KIND, { header: { choice }, parts: [chosen.save()] }),
});

const decodeChosen = (families: Families, bytes: Uint8Array): FittedDetector => {
  const { header, parts } = decodeBundle(KIND, bytes);
  const parsed = autoHeader.safeParse(header);
  if (!parsed.success || parts.length !== 1) {
    throw new CorruptArtifactError(KIND, 'it does not hold one detector and its choice');
  }
  const { choice } = parsed.data;
  if (!Object.hasOwn(families, choice.chosen)) {
    throw new CorruptArtifactError(KIND, `there is no family ${choice.chosen}`);
  }
  return withChoice(families[choice.chosen].load(parts[0]), choice);
};
