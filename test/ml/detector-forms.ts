import { DETECTOR_FAMILIES } from '../../src/ml/detectors.ts';
import { discordEnvelope } from '../../src/ml/discord/discord-envelope.ts';
import { robust } from '../../src/ml/robust/robust.ts';

/** Sizes that train in a test; everything else is the default. */
const SETTINGS: Readonly<Record<string, object>> = {
  telemanom: { lookback: 20, predictions: 3, layers: [8], batch: 32, epochs: 6, learningRate: 0.01 },
};

const oneIn = 100_000;

/** Every family, and the forms of one that hold other state. */
export const DETECTOR_FORMS = [
  ...Object.values(DETECTOR_FAMILIES).map((family) => ({
    form: family.name,
    family,
    settings: SETTINGS[family.name] ?? {},
  })),
  { form: 'discord-envelope with inputs', family: discordEnvelope, settings: { inputs: true } },
  {
    form: 'robust, streaming, with shifts',
    family: robust,
    settings: { threshold: { kind: 'STREAMING', oneIn }, shift: {} },
  },
  {
    form: 'robust about a moving level',
    family: robust,
    settings: { threshold: { kind: 'STREAMING', oneIn, drift: true } },
  },
  {
    form: 'robust with peaks over threshold',
    family: robust,
    settings: { threshold: { kind: 'POT', oneIn } },
  },
];
