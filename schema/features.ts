import type { PinnedFeatures } from '../src/datasets/pinned-features.ts';
import {
  type ExponentialConfig,
  featureNames,
  type RollingConfig,
  type SpectralConfig,
} from '../src/ml/features/feature-config.ts';
import { builder } from './builder.ts';
import { CalendarTermEnum, ExponentialStatisticEnum, RollingStatisticEnum } from './features-input.ts';

const RollingFeaturesRef = builder.objectRef<RollingConfig>('RollingFeatures').implement({
  description: 'Statistics of a window that ends with the sample.',
  fields: (t) => ({
    window: t.exposeInt('window', { description: 'Its samples.' }),
    statistics: t.expose('statistics', { type: [RollingStatisticEnum], description: 'A column each.' }),
  }),
});

const ExponentialFeaturesRef = builder.objectRef<ExponentialConfig>('ExponentialFeatures').implement({
  description: 'Exponentially weighted statistics.',
  fields: (t) => ({
    span: t.exposeInt('span', { description: 'In samples.' }),
    statistics: t.expose('statistics', { type: [ExponentialStatisticEnum], description: 'A column each.' }),
  }),
});

const SpectralFeaturesRef = builder.objectRef<SpectralConfig>('SpectralFeatures').implement({
  description: 'Energies and entropies of the spectrum of a window, a column a band each.',
  fields: (t) => ({
    window: t.exposeInt('window', { description: 'Its samples.' }),
    bands: t.exposeInt('bands', { description: 'Bands of equal width.' }),
  }),
});

export const FeaturesRef = builder.objectRef<PinnedFeatures>('Features').implement({
  description:
    'What a detector is given beside values and inputs, computed from the values and their times (docs/ML.md, features).',
  fields: (t) => ({
    lags: t.intList({ description: 'The value so many samples ago.', resolve: ({ lags }) => lags }),
    differences: t.intList({
      description: 'The value less that of so many samples ago.',
      resolve: ({ differences }) => differences,
    }),
    rolling: t.expose('rolling', { type: [RollingFeaturesRef], description: 'Statistics of windows.' }),
    exponential: t.expose('exponential', {
      type: [ExponentialFeaturesRef],
      description: 'Exponentially weighted statistics.',
    }),
    spectral: t.expose('spectral', { type: [SpectralFeaturesRef], description: 'Spectra of windows.' }),
    calendar: t.expose('calendar', { type: [CalendarTermEnum], description: 'Terms of the calendar.' }),
    columns: t.stringList({
      description: 'What each column is, in the order in which the detector is given them.',
      resolve: (features) => featureNames(features),
    }),
    code: t.exposeInt('code', {
      description:
        'Counts up where a release computes features otherwise; a version goes on only under its own.',
    }),
  }),
});
