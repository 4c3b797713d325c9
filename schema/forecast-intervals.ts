import type { IntervalConfig } from '../src/ml/intervals/interval-config.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum.ts';

const IntervalMethodEnum = enumOf<IntervalConfig['method']>(
  'ForecastIntervalMethod',
  'How the intervals around a forecast are made, from its errors on samples that the weights have not seen.',
  {
    TRACKER:
      'Past residuals in units of how much the sensor moves, widened or narrowed by what live intervals have missed.',
    CONFORMAL:
      'The residuals of each step, as they are (Lei et al. 2018). Nothing is learnt live, and no risk is known.',
  },
);

export const ForecastIntervalsInput = builder.inputType('ForecastIntervalsInput', {
  description: 'How intervals are made. What is absent has its default.',
  fields: (t) => ({
    method: t.field({ type: IntervalMethodEnum, defaultValue: 'TRACKER', description: 'The method.' }),
    gain: t.float({
      description:
        'Of TRACKER alone: how far the logarithm of the width moves in a season in which all is missed, 0 to 2. 0.5.',
    }),
    paths: t.int({ description: 'Of TRACKER alone: residual paths that are remembered, 20 to 2000. 400.' }),
  }),
});

const ForecastIntervalsRef = builder.objectRef<IntervalConfig>('ForecastIntervals').implement({
  description: 'How the intervals around a forecast are made.',
  fields: (t) => ({
    method: t.expose('method', { type: IntervalMethodEnum, description: 'The method.' }),
    gain: t.float({
      nullable: true,
      description:
        'How far the logarithm of the width moves in a season in which all is missed; null for CONFORMAL.',
      resolve: (config) => ('gain' in config ? config.gain : null),
    }),
    paths: t.int({
      nullable: true,
      description: 'Residual paths that are remembered; null for CONFORMAL.',
      resolve: (config) => ('paths' in config ? config.paths : null),
    }),
  }),
});

/** Of every forecaster whose intervals are a stage of their own. */
export const intervalsField = {
  type: ForecastIntervalsRef,
  nullable: true as const,
  description: 'How its intervals are made; null where an earlier release trained it.',
  resolve: ({ intervals }: { readonly intervals?: IntervalConfig }) => intervals,
};
