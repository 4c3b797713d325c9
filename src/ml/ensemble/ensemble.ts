import { z } from 'zod';
import { CorruptArtifactError, InsufficientDataError } from '../../errors.ts';
import { decodeBundle, encodeBundle } from '../artifact-bundle.ts';
import type { DetectorFamily, FitOptions, FittedDetector } from '../detector.ts';
import { usableCount } from '../numbers/missing-values.ts';
import type { Series } from '../series.ts';
import { detectByEnsemble, type EnsembleRule } from './ensemble-batch.ts';
import { type EnsembleConfig, parseEnsemble } from './ensemble-config.ts';
import { EnsembleLive } from './ensemble-live.ts';
import { pOfScore } from './ensemble-score.ts';
import type { Families } from './member-config.ts';

const KIND = 'ensemble';
/** Of a float64 that a probability can still be told apart from 0 and 1 in. */
const NEAREST_TO_ONE = 1e-9;

interface Ensemble {
  readonly members: readonly { readonly family: string; readonly detector: FittedDetector }[];
  readonly rule: EnsembleRule;
}

const ensembleHeader = z.object({
  families: z.array(z.string()).min(1),
  rule: z.object({ oneIn: z.number().gt(1), pad: z.number(), prune: z.number() }),
});

/**
 * Two to five detectors as one: each has a tail probability of its score, learnt on normal data that it had not seen;
 * the harmonic mean of these is the p-value of the reading, and it departs below one in `oneIn`.
 */
export const ensembleOf = (families: Families): DetectorFamily<EnsembleConfig> => ({
  name: KIND,
  parseConfig: (input) => parseEnsemble(families, input),
  takesFeatures: ({ members }) =>
    members.some(({ family, config }) => families[family].takesFeatures?.(config)),
  minimumSamples: (config) => minimumOf(families, config),
  fit: async (train, config, options) => fittedEnsemble(await fitMembers(families, train, config, options)),
  load: (bytes) => fittedEnsemble(decodeMembers(families, bytes)),
});

const fittedEnsemble = ({ members, rule }: Ensemble): FittedDetector => {
  const detectors = members.map(({ detector }) => detector);
  return {
    inputs: Math.max(...detectors.map(({ inputs }) => inputs)),
    detect: (series, known) => detectByEnsemble(detectors, rule, series, known),
    live: (state) => new EnsembleLive(detectors, rule.oneIn, state),
    confidence: (score) =>
      Math.max(NEAREST_TO_ONE, Math.min(1 - pOfScore(score, rule.oneIn), 1 - NEAREST_TO_ONE)),
    save: () =>
      encodeBundle(KIND, {
        header: { families: members.map(({ family }) => family), rule },
        parts: detectors.map((detector) => detector.save()),
      }),
  };
};

const minimumOf = (families: Families, { members }: EnsembleConfig): number =>
  Math.max(...members.map(({ family, config }) => families[family].minimumSamples(config)));

const fitMembers = async (
  families: Families,
  train: Series,
  config: EnsembleConfig,
  options: FitOptions,
): Promise<Ensemble> => {
  const needed = minimumOf(families, config);
  const usable = usableCount(train.values);
  if (usable < needed) throw new InsufficientDataError(needed, usable);
  const members = [];
  for (const [k, { family, config: own }] of config.members.entries()) {
    const onProgress = (share: number) => options.onProgress?.((k + share) / config.members.length);
    members.push({ family, detector: await families[family].fit(train, own, { ...options, onProgress }) });
  }
  const { oneIn, pad, prune } = config;
  return { members, rule: { oneIn, pad, prune } };
};

const decodeMembers = (families: Families, bytes: Uint8Array): Ensemble => {
  const { header, parts } = decodeBundle(KIND, bytes);
  const parsed = ensembleHeader.safeParse(header);
  if (!parsed.success || parsed.data.families.length !== parts.length) {
    throw new CorruptArtifactError(KIND, 'its members do not fit');
  }
  const members = parsed.data.families.map((family, k) => {
    const found = families[family];
    if (found === undefined) throw new CorruptArtifactError(KIND, `there is no family ${family}`);
    return { family, detector: found.load(parts[k]) };
  });
  return { members, rule: parsed.data.rule };
};
