import type { IntervalConfig } from '../src/ml/intervals/interval-config.ts';
import { builder } from './builder.ts';
import { intervalsField } from './forecast-intervals.ts';

interface ForecasterConfig {
  readonly horizon: number;
  readonly season: number | 'auto';
  readonly lookback: number | null;
  readonly penalty: number;
  readonly intervals?: IntervalConfig;
}

const horizon = 'How far ahead it reaches, in steps.';
const season = 'The season in samples, 1 for none; null when it was found in the data.';
const seasonOf = (config: Pick<ForecasterConfig, 'season'>) =>
  config.season === 'auto' ? null : config.season;

export const RidgeConfigRef = builder.objectRef<ForecasterConfig>('RidgeConfig').implement({
  description: 'Settings of a linear forecaster in closed form.',
  fields: (t) => ({
    horizon: t.exposeInt('horizon', { description: horizon }),
    season: t.int({ nullable: true, description: season, resolve: seasonOf }),
    lookback: t.exposeInt('lookback', {
      nullable: true,
      description: 'Samples that a forecast looks at; null when it was chosen from the data.',
    }),
    penalty: t.exposeFloat('penalty', { description: 'How strongly weights were held small.' }),
    intervals: t.field(intervalsField),
  }),
});

export const SeasonalNaiveConfigRef = builder
  .objectRef<Pick<ForecasterConfig, 'horizon' | 'season' | 'intervals'>>('SeasonalNaiveConfig')
  .implement({
    description: 'Settings of a forecaster that repeats the last season.',
    fields: (t) => ({
      horizon: t.exposeInt('horizon', { description: horizon }),
      season: t.int({ nullable: true, description: season, resolve: seasonOf }),
      intervals: t.field(intervalsField),
    }),
  });

export const LastValueConfigRef = builder
  .objectRef<Pick<ForecasterConfig, 'horizon' | 'intervals'>>('LastValueConfig')
  .implement({
    description: 'Settings of a forecaster that repeats the last value.',
    fields: (t) => ({
      horizon: t.exposeInt('horizon', { description: horizon }),
      intervals: t.field(intervalsField),
    }),
  });
