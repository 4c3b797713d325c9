import type { FittedDetector } from '../../src/ml/detector.ts';
import { DETECTOR_FAMILIES } from '../../src/ml/detectors.ts';
import { discordEnvelope } from '../../src/ml/discord/discord-envelope.ts';
import { telemanom } from '../../src/ml/prediction/telemanom.ts';
import type { Series } from '../../src/ml/series.ts';
import { randomTelemanom } from './random-network.ts';

const SEED = 1;

/** A row: a fitted detector, and how many inputs the series has that it is fed. */
export interface ScoredDetector {
  readonly name: string;
  readonly inputs: number;
  /** To how many of them the value answers; none where absent. */
  readonly answers?: number;
  readonly fit: (train: Series) => Promise<FittedDetector>;
}

const PAPER_LAYERS = [80, 80];
/** Commands that a channel of SMAP has. */
const PAPER_INPUTS = 24;
const SMALL_LAYERS = [16];

const byDefaults = Object.values(DETECTOR_FAMILIES)
  .filter(({ name }) => name !== telemanom.name)
  .map(
    (family): ScoredDetector => ({
      name: family.name,
      inputs: 0,
      fit: (train) => family.fit(train, family.parseConfig({}), { seed: SEED }),
    }),
  );

/** As many inputs have a say as can have one. */
const discordsWithInputs: ScoredDetector = {
  name: `${discordEnvelope.name}, ${PAPER_INPUTS} inputs`,
  inputs: PAPER_INPUTS,
  answers: 8,
  fit: (train) => discordEnvelope.fit(train, discordEnvelope.parseConfig({ inputs: true }), { seed: SEED }),
};

const telemanomOf = (inputs: number, layers: readonly number[]): ScoredDetector => ({
  name: `${telemanom.name} ${layers.join('+')}, ${inputs} inputs`,
  inputs,
  fit: async (train) => randomTelemanom(train, layers),
});

/** Every family with its defaults; networks, whose training takes minutes, small and of the paper's sizes. */
export const SCORED_DETECTORS: readonly ScoredDetector[] = [
  ...byDefaults,
  discordsWithInputs,
  telemanomOf(0, SMALL_LAYERS),
  telemanomOf(PAPER_INPUTS, PAPER_LAYERS),
];
