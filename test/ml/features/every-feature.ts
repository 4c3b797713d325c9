import type { FeatureConfig } from '../../../src/ml/features/feature-config.ts';

/** One of each kind, small. */
export const EVERY_FEATURE: FeatureConfig = {
  lags: [1, 7],
  differences: [1, 24],
  rolling: [
    { window: 5, statistics: ['MEAN', 'DEVIATION', 'MINIMUM', 'MAXIMUM', 'SLOPE'] },
    { window: 24, statistics: ['SLOPE', 'DEVIATION'] },
  ],
  exponential: [{ span: 9, statistics: ['MEAN', 'DEVIATION'] }],
  spectral: [{ window: 32, bands: 3 }],
  calendar: ['HOUR_OF_DAY', 'DAY_OF_WEEK'],
};
