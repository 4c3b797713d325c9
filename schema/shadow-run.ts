import {
  compareForecastShadow,
  type ForecastShadowComparison,
} from '../src/promotion/forecast-shadow-comparison.ts';
import { compareShadow, type ShadowComparison, type ShadowSide } from '../src/promotion/shadow-comparison.ts';
import { type ShadowEnd, ShadowRun } from '../src/promotion/shadow-run.ts';
import { NEWEST_SHADOWS, shadowPage } from '../src/promotion/shadow-runs.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { enumOf } from './enum.ts';
import { AccuracyFiguresRef } from './forecast-accuracy.ts';
import { idOf } from './global-id.ts';
import { ModelVersionRef } from './model-version.ts';
import { nodeOf } from './node.ts';
import { ModelTaskEnum } from './registered-model.ts';
import { SensorRef } from './sensor.ts';

/** Several statements, which one page of runs may ask for. */
const COMPARISON_COST = 20;

const ShadowEndEnum = enumOf<ShadowEnd>('ShadowEnd', 'What ended a run in the shadow.', {
  STOPPED: 'Someone stopped it.',
  PROMOTED: 'Its version is live.',
  WITHDRAWN: 'Its version is the challenger no more: another was named, or none is.',
  UNUSABLE: 'Its version cannot be loaded, or threw while it judged.',
});

const ShadowSideRef = builder.objectRef<ShadowSide>('ShadowSide').implement({
  description: 'What one of two versions came to on the same live readings.',
  fields: (t) => ({
    anomalies: t.exposeInt('anomalies', { description: 'How many anomalies.' }),
    falseAlarms: t.exposeInt('falseAlarms', { description: 'Those that touch no confirmed anomaly.' }),
    falseAlarmsPer10000: t.exposeFloat('falseAlarmsPer10000', { description: 'Per 10,000 readings judged.' }),
    caughtLabels: t.exposeInt('caughtLabels', { description: 'Confirmed anomalies that it touches.' }),
    shareOpen: t.exposeFloat('shareOpen', {
      description: 'Share of the time inside an anomaly, from 0 to 1.',
    }),
  }),
});

const DetectionComparisonRef = builder.objectRef<ShadowComparison>('DetectionShadowComparison').implement({
  description: 'A detector in the shadow beside what was live, in the time that it has judged.',
  fields: (t) => ({
    agreement: t.exposeFloat('agreement', {
      nullable: true,
      description:
        'Share of the time in which both, or neither, were inside an anomaly; null before the first reading.',
    }),
    challenger: t.expose('challenger', { type: ShadowSideRef, description: 'The version in the shadow.' }),
    champion: t.expose('champion', {
      type: ShadowSideRef,
      description:
        'What was announced, by whatever was live. Crossed limits are left out: they are no version’s.',
    }),
    shared: t.exposeInt('shared', {
      description: 'Anomalies of the challenger that touch one of the champion.',
    }),
    onlyChallenger: t.exposeInt('onlyChallenger', { description: 'Those that touch none.' }),
    onlyChampion: t.exposeInt('onlyChampion', {
      description: 'Anomalies of the champion that touch none of the challenger.',
    }),
    labels: t.exposeInt('labels', { description: 'Confirmed anomalies in that time.' }),
  }),
});

const ForecastComparisonRef = builder
  .objectRef<ForecastShadowComparison>('ForecastShadowComparison')
  .implement({
    description:
      'A forecaster in the shadow beside what was live: the same origins, steps, levels and actuals. Of its newest 5000 forecasts.',
    fields: (t) => ({
      forecasts: t.exposeInt('forecasts', { description: 'Forecasts that it has made.' }),
      compared: t.exposeInt('compared', {
        description: 'Those that stand beside one of what was live, both judged through the same step.',
      }),
      challenger: t.expose('challenger', {
        type: AccuracyFiguresRef,
        nullable: true,
        description: 'The version in the shadow; null before the first step was judged.',
      }),
      champion: t.expose('champion', {
        type: AccuracyFiguresRef,
        nullable: true,
        description: 'What was issued, by whatever was live; null before the first step was judged.',
      }),
    }),
  });

const ShadowComparisonRef = builder.unionType('ShadowComparison', {
  description: 'A run in the shadow beside what was live.',
  types: [DetectionComparisonRef, ForecastComparisonRef],
  resolveType: (comparison) => ('agreement' in comparison ? DetectionComparisonRef : ForecastComparisonRef),
});

const ShadowRunRef = nodeOf('ShadowRun', ShadowRun);

ShadowRunRef.implement({
  description:
    'A version beside what is live, that raises nothing: a detector that judges the live readings of a sensor, or a forecaster that ' +
    'forecasts it when a forecast is issued by its schedule.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'Whose readings.', resolve: ({ sensorId }) => sensorId }),
    modelVersion: t.field({
      type: ModelVersionRef,
      description: 'The version.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
    task: t.expose('task', { type: ModelTaskEnum, description: 'What it does.' }),
    readings: t.exposeInt('readings', { description: 'How many it has judged; 0 of a forecaster.' }),
    through: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Up to where; null before the first reading, and of a forecaster.',
      resolve: ({ readings, throughMs }) => (readings > 0 ? throughMs : null),
    }),
    comparison: t.field({
      type: ShadowComparisonRef,
      description: 'What it came to beside what was live.',
      complexity: COMPARISON_COST,
      resolve: (run, _, { em }) =>
        run.task === 'DETECTION' ? compareShadow(em, run) : compareForecastShadow(em, run),
    }),
    startedBy: t.exposeString('startedBy', { description: 'Who started it.' }),
    startedAt: t.expose('startedAtMs', { type: 'DateTime', description: 'When.' }),
    endedAt: t.expose('endedAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null while it runs.',
    }),
    end: t.expose('end', { type: ShadowEndEnum, nullable: true, description: 'What ended it.' }),
    message: t.exposeString('message', { nullable: true, description: 'Why it cannot be used, for people.' }),
  }),
});

const ShadowRunConnection = builder.connectionObject(
  { type: ShadowRunRef, name: 'ShadowRunConnection', description: 'A page of runs in the shadow.' },
  { name: 'ShadowRunEdge', description: 'A run in the shadow in a list.' },
);

const ShadowRunFilter = builder.inputType('ShadowRunFilter', {
  description: 'Which runs to list. Every field that is given must match.',
  fields: (t) => ({
    sensorId: t.id({ description: 'On this sensor.' }).validate(idOf('Sensor').nullish()),
    running: t.boolean({ description: 'true: those that run; false: those that have ended.' }),
  }),
});

builder.queryField('shadowRuns', (t) =>
  t.field({
    type: ShadowRunConnection,
    description: 'Runs in the shadow, newest first.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: ShadowRunFilter, description: 'Which runs; all when absent.' }),
    },
    complexity: pageCost,
    resolve: (_, { filter, ...page }, { em }) =>
      connection(NEWEST_SHADOWS, page, (request) => shadowPage(em, filter ?? {}, request)),
  }),
);

const StartShadowRunInput = builder.inputType('StartShadowRunInput', {
  description: 'What is to run beside what is live.',
  fields: (t) => ({
    sensorId: t.id({ required: true, description: 'The sensor.' }).validate(idOf('Sensor')),
    modelVersionId: t
      .id({
        description:
          'A version made for it, which becomes its challenger; the challenger it has for the task when absent.',
      })
      .validate(idOf('ModelVersion').nullish()),
    task: t.field({
      type: ModelTaskEnum,
      defaultValue: 'DETECTION',
      description: 'Where no version is named: whose challenger. That of the version otherwise.',
    }),
  }),
});

const StopShadowRunInput = builder.inputType('StopShadowRunInput', {
  description: 'What to stop.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The run.' }).validate(idOf('ShadowRun')),
  }),
});

builder.mutationFields((t) => ({
  startShadowRun: t.field({
    type: ShadowRunRef,
    description:
      'Has a detector judge the live readings of a sensor from now on, or a forecaster forecast it by its schedule, beside what is ' +
      'live; it raises nothing. It survives restarts, and ends when its version is promoted. Refuses with NO_CHALLENGER, NO_SCHEDULE, SHADOW_RUNNING, TOO_MANY_SHADOWS, ALREADY_LIVE, ' +
      'VERSION_ARCHIVED, VERSION_DELETED, INVALID_INPUT or NOT_FOUND.',
    errors: {},
    args: { input: t.arg({ type: StartShadowRunInput, required: true, description: 'What to start.' }) },
    resolve: (_, { input }, { services, viewer }) => services.shadows.start({ ...input, by: viewer.name }),
  }),
  stopShadowRun: t.field({
    type: ShadowRunRef,
    description:
      'Ends a run in the shadow; what it found stays. Refuses with NOT_FOUND. Asking again changes nothing.',
    errors: {},
    args: { input: t.arg({ type: StopShadowRunInput, required: true, description: 'What to stop.' }) },
    resolve: (_, { input }, { services }) => services.shadows.stop(input.id),
  }),
}));
