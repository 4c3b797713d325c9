import type {
  CalendarTerm,
  ExponentialStatistic,
  RollingStatistic,
} from '../src/ml/features/feature-config.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum.ts';

export const RollingStatisticEnum = enumOf<RollingStatistic>(
  'RollingStatistic',
  'What is said of the last samples of a window; missing ones are left out.',
  {
    MEAN: 'Their mean.',
    DEVIATION: 'Their standard deviation, of the population.',
    MINIMUM: 'The least of them.',
    MAXIMUM: 'The greatest of them.',
    SLOPE: 'The slope of the least squares line, in the unit of the sensor a sample.',
  },
);

export const ExponentialStatisticEnum = enumOf<ExponentialStatistic>(
  'ExponentialStatistic',
  'What is said of all samples, the newer with the greater weight.',
  { MEAN: 'Their weighted mean.', DEVIATION: 'Their weighted standard deviation.' },
);

export const CalendarTermEnum = enumOf<CalendarTerm>(
  'CalendarTerm',
  'Where an instant lies in a cycle of the calendar, in UTC, as sine and cosine.',
  { HOUR_OF_DAY: 'In its day, from midnight.', DAY_OF_WEEK: 'In its week, from Monday midnight.' },
);

const RollingFeaturesInput = builder.inputType('RollingFeaturesInput', {
  description: 'Statistics of a window that ends with the sample.',
  fields: (t) => ({
    window: t.int({ required: true, description: 'Its samples, 2 to 256.' }),
    statistics: t.field({
      type: [RollingStatisticEnum],
      required: true,
      description: 'Which, a column each.',
    }),
  }),
});

const ExponentialFeaturesInput = builder.inputType('ExponentialFeaturesInput', {
  description: 'Exponentially weighted statistics.',
  fields: (t) => ({
    span: t.int({
      required: true,
      description: 'In samples, 1 to 1000: a new one has the weight 2 / (span + 1).',
    }),
    statistics: t.field({
      type: [ExponentialStatisticEnum],
      required: true,
      description: 'Which, a column each.',
    }),
  }),
});

const SpectralFeaturesInput = builder.inputType('SpectralFeaturesInput', {
  description:
    'Energy and entropy of the spectrum of a window that ends with the sample, in bands: two columns a band.',
  fields: (t) => ({
    window: t.int({ required: true, description: 'Its samples: 16, 32, 64, 128 or 256.' }),
    bands: t.int({
      required: true,
      description:
        'Bands of equal width up to half the sampling frequency, 1 to 8 and at most a quarter of the window.',
    }),
  }),
});

export const FeaturesInput = builder.inputType('FeaturesInput', {
  description:
    'Columns computed from the values of the sensor and their times, each from a sample and those before it: at most 64. A window ' +
    'counts samples; live, readings.',
  fields: (t) => ({
    lags: t.intList({ description: 'The value so many samples ago, 1 to 256; at most 16.' }),
    differences: t.intList({
      description: 'The value less that of so many samples ago, 1 to 256; at most 16.',
    }),
    rolling: t.field({ type: [RollingFeaturesInput], description: 'At most 8 windows.' }),
    exponential: t.field({ type: [ExponentialFeaturesInput], description: 'At most 8 spans.' }),
    spectral: t.field({ type: [SpectralFeaturesInput], description: 'At most 4 windows.' }),
    calendar: t.field({ type: [CalendarTermEnum], description: 'Two columns each: sine and cosine.' }),
  }),
});
