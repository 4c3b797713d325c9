import { builder, type InputFields } from './builder.ts';
import { ForecastIntervalsInput } from './forecast-intervals.ts';

const horizon = 'How far ahead it reaches, 1 to 720 steps. 96.';
const season = 'The season in samples, 1 to 2016, 1 for none; found in the data when absent.';

const intervals = (t: InputFields) =>
  t.field({ type: ForecastIntervalsInput, description: 'How its intervals are made.' });

export const RidgeInput = builder.inputType('RidgeInput', {
  description: 'A linear forecaster in closed form. What is absent has its default.',
  fields: (t) => ({
    horizon: t.int({ description: horizon }),
    season: t.int({ description: season }),
    lookback: t.int({
      description: 'Samples that a forecast looks at, 2 to 2016; chosen from the data when absent.',
    }),
    penalty: t.float({
      description:
        'How strongly each window holds weights small, for inputs of unit variance: 0.000001 to 1000.',
    }),
    intervals: intervals(t),
  }),
});

export const SeasonalNaiveInput = builder.inputType('SeasonalNaiveInput', {
  description: 'A forecaster that repeats the last season. What is absent has its default.',
  fields: (t) => ({
    horizon: t.int({ description: horizon }),
    season: t.int({ description: season }),
    intervals: intervals(t),
  }),
});

export const LastValueInput = builder.inputType('LastValueInput', {
  description: 'A forecaster that repeats the last value. What is absent has its default.',
  fields: (t) => ({ horizon: t.int({ description: horizon }), intervals: intervals(t) }),
});
