import { builder } from './builder.ts';

const horizon = 'How far ahead it reaches, 1 to 720 steps. 96.';
const season = 'The season in samples, 1 to 2016, 1 for none; found in the data when absent.';

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
  }),
});

export const SeasonalNaiveInput = builder.inputType('SeasonalNaiveInput', {
  description: 'A forecaster that repeats the last season. What is absent has its default.',
  fields: (t) => ({ horizon: t.int({ description: horizon }), season: t.int({ description: season }) }),
});

export const LastValueInput = builder.inputType('LastValueInput', {
  description: 'A forecaster that repeats the last value. What is absent has its default.',
  fields: (t) => ({ horizon: t.int({ description: horizon }) }),
});
