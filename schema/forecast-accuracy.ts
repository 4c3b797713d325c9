import { type ForecastAccuracy, judgedAccuracy } from '../src/forecasting/judgement.ts';
import { type LiveAccuracy, sensorAccuracy, versionAccuracy } from '../src/forecasting/live-accuracy.ts';
import type { AccuracyFigures, BandFigures, ErrorFigures } from '../src/ml/forecasting/accuracy-figures.ts';
import { builder } from './builder.ts';
import { ForecastModeEnum, ForecastRef } from './forecast.ts';
import { ModelVersionRef } from './model-version.ts';
import { RiskFiguresRef } from './risk-figures.ts';
import { SensorRef } from './sensor.ts';

const ACCURACY_COST = 20;

const Errors = builder.interfaceRef<ErrorFigures>('ErrorFigures').implement({
  description: 'By how much values were wrong that were said before they came. Means over judged steps.',
  fields: (t) => ({
    mae: t.exposeFloat('mae', {
      nullable: true,
      description: 'Mean absolute error, in the unit of the sensor; null over sensors of different units.',
    }),
    rmse: t.exposeFloat('rmse', {
      nullable: true,
      description:
        'Root mean squared error, in the unit of the sensor; null over sensors of different units.',
    }),
    mape: t.exposeFloat('mape', {
      nullable: true,
      description:
        'Mean absolute percentage error. Actuals near zero are left out: those of at most a hundredth of the mean absolute ' +
        'seasonal difference. Null where none is left.',
    }),
    smape: t.exposeFloat('smape', {
      description: 'Symmetric mean absolute percentage error, from 0 to 200.',
    }),
    mase: t.exposeFloat('mase', {
      nullable: true,
      description:
        'Absolute error over the mean absolute seasonal difference of the history before the forecast: below 1 it beats ' +
        'what repeating the last season does there. Null where the history never changed.',
    }),
    r2: t.exposeFloat('r2', {
      nullable: true,
      description:
        'One minus squared errors over the variation of the actuals around their mean. Null where they did not vary, and ' +
        'over sensors of different units.',
    }),
  }),
});

const BaselineFiguresRef = builder.objectRef<ErrorFigures>('BaselineFigures').implement({
  description: 'The naive baseline at the same steps.',
  interfaces: [Errors],
});

const BandFiguresRef = builder.objectRef<BandFigures>('BandFigures').implement({
  description: 'How the band of one level turned out.',
  fields: (t) => ({
    level: t.exposeFloat('level', { description: 'The share that was promised.' }),
    coverage: t.exposeFloat('coverage', { description: 'The share of actuals that lay inside.' }),
    steps: t.exposeInt('steps', { description: 'Over how many judged steps.' }),
    width: t.exposeFloat('width', {
      nullable: true,
      description: 'Mean width, in the unit of the sensor; null over sensors of different units.',
    }),
    intervalScore: t.exposeFloat('intervalScore', {
      nullable: true,
      description:
        'Mean width plus 2 / (1 − level) times the distance of each actual that lay outside; null over sensors of ' +
        'different units.',
    }),
  }),
});

export const AccuracyFiguresRef = builder.objectRef<AccuracyFigures>('AccuracyFigures').implement({
  description: 'Forecasts held against what came after, beside the naive baseline.',
  interfaces: [Errors],
  fields: (t) => ({
    steps: t.exposeInt('steps', { description: 'Steps whose actual has come.' }),
    mapeSteps: t.exposeInt('mapeSteps', { description: 'Those of them that `mape` is over.' }),
    pinball: t.exposeFloat('pinball', {
      nullable: true,
      description:
        'Mean pinball loss over the ends of the bands and the forecast as the median, in the unit of the sensor; null ' +
        'over sensors of different units.',
    }),
    baseline: t.expose('baseline', {
      type: BaselineFiguresRef,
      description: 'The naive baseline at the same steps.',
    }),
    bands: t.field({
      type: [BandFiguresRef],
      description: 'Live coverage, by level.',
      resolve: ({ bands }) => [...bands],
    }),
  }),
});

const blocks =
  'The first, second, third and last quarter of the horizon: step h of H is in quarter ⌊4(h − 1) / H⌋. Null where no step ' +
  'of it was judged.';

const ForecastAccuracyRef = builder.objectRef<ForecastAccuracy>('ForecastAccuracy').implement({
  description: 'What became of a forecast, as far as its actuals have come.',
  fields: (t) => ({
    throughStep: t.exposeInt('throughStep', {
      description: 'The steps up to this one are judged, or have no usable reading.',
    }),
    isComplete: t.exposeBoolean('isComplete', { description: 'Whether that is all of them.' }),
    judgedAt: t.expose('judgedAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last judged; null when it never was.',
    }),
    total: t.expose('total', {
      type: AccuracyFiguresRef,
      nullable: true,
      description: 'Over all judged steps; null before the first.',
    }),
    blocks: t.field({
      type: t.listRef(AccuracyFiguresRef, { nullable: true }),
      description: blocks,
      resolve: (accuracy) => [...accuracy.blocks],
    }),
  }),
});

builder.objectField(ForecastRef, 'accuracy', (t) =>
  t.field({
    type: ForecastAccuracyRef,
    nullable: true,
    description:
      'How it turned out, judged as actuals arrive; null in forecasts of before they were. Readings that come late within ' +
      '`LATENESS_MS` have it judged again.',
    resolve: judgedAccuracy,
  }),
);

const LiveAccuracyRef = builder.objectRef<LiveAccuracy>('LiveAccuracy').implement({
  description: 'How the forecasts of one maker turned out. Only what came after they were made counts.',
  fields: (t) => ({
    mode: t.expose('mode', { type: ForecastModeEnum, description: 'What made them.' }),
    modelVersion: t.field({
      type: ModelVersionRef,
      nullable: true,
      description: 'The version that made them; null in FALLBACK.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
    forecasts: t.exposeInt('forecasts', { description: 'Forecasts of which at least one step was judged.' }),
    unit: t.exposeString('unit', {
      nullable: true,
      description:
        'The UCUM code that figures are in; null over sensors of different units, where only figures without one are given.',
    }),
    total: t.expose('total', {
      type: AccuracyFiguresRef,
      nullable: true,
      description: 'Over all judged steps.',
    }),
    blocks: t.field({
      type: t.listRef(AccuracyFiguresRef, { nullable: true }),
      description: blocks,
      resolve: (accuracy) => [...accuracy.blocks],
    }),
    risk: t.expose('risk', {
      type: RiskFiguresRef,
      nullable: true,
      description: 'How their risks turned out; null where none came to an end.',
    }),
  }),
});

builder.objectField(SensorRef, 'forecastAccuracy', (t) =>
  t.loadableList({
    type: LiveAccuracyRef,
    byPath: true,
    complexity: ACCURACY_COST,
    description:
      'How its forecasts turned out, by who made them, fallback last; empty when none was judged. Refuses with RANGE_TOO_LARGE.',
    args: {
      from: t.arg({ type: 'DateTime', required: true, description: 'With their origin at or after this.' }),
      to: t.arg({ type: 'DateTime', required: true, description: 'With their origin at or before this.' }),
    },
    load: (ids: number[], { em }, { from: fromMs, to: toMs }) => sensorAccuracy(em, ids, { fromMs, toMs }),
    resolve: ({ id }) => id,
  }),
);

builder.objectField(ModelVersionRef, 'liveAccuracy', (t) =>
  t.loadable({
    type: LiveAccuracyRef,
    nullable: true,
    byPath: true,
    complexity: ACCURACY_COST,
    description:
      'How the forecasts that it made turned out, of all sensors together; null when none was judged. Refuses with RANGE_TOO_LARGE.',
    args: {
      from: t.arg({ type: 'DateTime', required: true, description: 'With their origin at or after this.' }),
      to: t.arg({ type: 'DateTime', required: true, description: 'With their origin at or before this.' }),
    },
    load: (ids: number[], { em }, { from: fromMs, to: toMs }) => versionAccuracy(em, ids, { fromMs, toMs }),
    resolve: ({ id }) => id,
  }),
);
