import type { ForecastEnsembleConfig } from '../src/ml/forecasting/ensemble/forecast-members.ts';
import { builder, type InputFields } from './builder.ts';
import { ForecastIntervalsInput } from './forecast-intervals.ts';
import { LastValueInput, RidgeInput, SeasonalNaiveInput } from './forecaster-input.ts';
import { TransformerInput } from './transformer-input.ts';

/** The families of forecasters that stand on their own. */
export const forecasterFields = (t: InputFields) => ({
  ridge: t.field({
    type: RidgeInput,
    description: 'A linear forecaster, the mean of four look-backs unless one is set. Penalty 7.',
  }),
  ridge504: t.field({
    type: RidgeInput,
    description:
      'The same with one look-back of 504 samples, three weeks of hours, unless one is set. Penalty 7.',
  }),
  leastSquares: t.field({
    type: RidgeInput,
    description:
      'The same without season and penalty, look-back 336: what others have to beat. Penalty 0.000001.',
  }),
  transformer: t.field({
    type: TransformerInput,
    description: 'A forecaster with a Transformer encoder.',
  }),
  seasonalNaive: t.field({
    type: SeasonalNaiveInput,
    description: 'A forecaster that repeats the last season.',
  }),
  lastValue: t.field({ type: LastValueInput, description: 'A forecaster that repeats the last value.' }),
});

/** What can be a member of an ensemble of forecasters. */
const ForecastMemberInput = builder.inputType('ForecastMemberInput', {
  description:
    'A member of an ensemble of forecasters with its settings: exactly one field. Its horizon is that of the ensemble.',
  isOneOf: true,
  fields: forecasterFields,
});

export const ForecastEnsembleInput = builder.inputType('ForecastEnsembleInput', {
  description:
    'The weighted mean of several forecasters; weights go with one over the mean squared error of each on the last ' +
    'quarter of the samples (Bates & Granger 1969). What is absent has its default.',
  fields: (t) => ({
    horizon: t.int({ description: 'How far ahead it reaches, 1 to 720 steps. 96.' }),
    members: t.field({
      type: [ForecastMemberInput],
      description: 'Two to five of different families. ridge, leastSquares and seasonalNaive.',
    }),
    intervals: t.field({
      type: ForecastIntervalsInput,
      description: 'How the intervals of the whole are made; those of its members are not used.',
    }),
  }),
});

/** Its fields that hold settings of other families are with the union of those. */
export const ForecastEnsembleConfigRef = builder.objectRef<ForecastEnsembleConfig>('ForecastEnsembleConfig');
