import type { DetectorFamily } from '../../src/ml/detector.ts';
import { DETECTOR_FAMILIES } from '../../src/ml/detectors.ts';
import type { FeatureConfig } from '../../src/ml/features/feature-config.ts';

/** Sizes that train in a test; everything else is the default. */
const SETTINGS: Readonly<Record<string, object>> = {
  telemanom: { lookback: 20, predictions: 3, layers: [8], batch: 32, epochs: 6, learningRate: 0.01 },
};

const oneIn = 100_000;

const FEATURES: FeatureConfig = {
  lags: [3],
  differences: [1],
  rolling: [{ window: 24, statistics: ['MEAN', 'DEVIATION', 'MINIMUM', 'MAXIMUM', 'SLOPE'] }],
  exponential: [{ span: 12, statistics: ['MEAN', 'DEVIATION'] }],
  spectral: [{ window: 32, bands: 2 }],
  calendar: [],
};

interface DetectorForm {
  readonly form: string;
  readonly family: DetectorFamily<unknown>;
  readonly settings: object;
  readonly features?: FeatureConfig;
}

/** Every family, and the forms of one that hold other state. */
export const DETECTOR_FORMS: readonly DetectorForm[] = [
  ...Object.values(DETECTOR_FAMILIES).map((family) => ({
    form: family.name,
    family,
    settings: SETTINGS[family.name] ?? {},
  })),
  {
    form: 'discord-envelope with inputs',
    family: DETECTOR_FAMILIES['discord-envelope'],
    settings: { inputs: true },
  },
  {
    form: 'autoregression with features',
    family: DETECTOR_FAMILIES.autoregression,
    settings: {},
    features: FEATURES,
  },
  {
    form: 'echo-state with features',
    family: DETECTOR_FAMILIES['echo-state'],
    settings: { units: 40 },
    features: FEATURES,
  },
  {
    form: 'robust, streaming, with shifts',
    family: DETECTOR_FAMILIES.robust,
    settings: { threshold: { kind: 'STREAMING', oneIn }, shift: {} },
  },
  {
    form: 'robust about a moving level',
    family: DETECTOR_FAMILIES.robust,
    settings: { threshold: { kind: 'STREAMING', oneIn, drift: true } },
  },
  {
    form: 'robust with peaks over threshold',
    family: DETECTOR_FAMILIES.robust,
    settings: { threshold: { kind: 'POT', oneIn } },
  },
];
