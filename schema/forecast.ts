import type { ArgBuilder } from '@pothos/core';
import type { Row } from '../src/db/keyset.ts';
import { HorizonTooLongError, InsufficientDataError } from '../src/errors.ts';
import {
  bandsOf,
  baselineOf,
  Forecast,
  type ForecastMode,
  pointsOf,
  type StoredBand,
} from '../src/forecasting/forecast.ts';
import {
  FORECAST_ORDERS,
  type ForecastOrderName,
  forecastPage,
  type JudgementState,
} from '../src/forecasting/forecast-page.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { enumOf } from './enum.ts';
import { idsOf } from './global-id.ts';
import { ModelVersionRef } from './model-version.ts';
import { nodeOf } from './node.ts';
import { RiskLevelEnum } from './risk-level.ts';
import { SensorRef } from './sensor.ts';
import { MOST_SENSORS } from './sensor-scope.ts';

/** A forecast that may have to be made. */
export const FORECAST_COST = 90;

/** How far ahead, and with which bands. */
export const forecastArgs = (arg: ArgBuilder<typeof builder.$inferSchemaTypes>) => ({
  horizon: arg.int({
    required: true,
    defaultValue: 96,
    description:
      'How many steps of the sampling period, from 1 to 720, at most as far as the live version reaches.',
  }),
  levels: arg.floatList({
    required: true,
    defaultValue: [0.9],
    description: 'The levels of the bands, ascending, each above 0 and below 1, at most 9.',
  }),
});

export const ForecastModeEnum = enumOf<ForecastMode>('ForecastMode', 'What made a forecast.', {
  MODEL: 'The live version of a trained model.',
  LAST_GOOD:
    'The newest earlier version that could be used, because the live one could not; `Sensor.modelFaults` says why.',
  FALLBACK: 'The naive forecast of the history itself: no version was live, or none could be used.',
  SHADOW:
    'A version in the shadow of what is live (`startShadowRun`): judged, not announced, in no figures but those of its run, and in lists only where `modes` names it.',
});

const BandRef = builder.objectRef<StoredBand>('Band').implement({
  description: 'The central interval of a forecast, one bound for each step.',
  fields: (t) => ({
    level: t.exposeFloat('level', {
      description: 'The share of cases in which the value is to lie inside, between 0 and 1.',
    }),
    lower: t.floatList({
      description: 'The lower ends, in the unit of the sensor.',
      resolve: ({ lower }) => [...lower],
    }),
    upper: t.floatList({
      description: 'The upper ends, in the unit of the sensor.',
      resolve: ({ upper }) => [...upper],
    }),
  }),
});

export const ForecastRef = nodeOf('Forecast', Forecast);

const timesOf = ({ originMs, stepMs, horizon }: Row<Forecast>): number[] =>
  Array.from({ length: horizon }, (_, step) => originMs + (step + 1) * stepMs);

ForecastRef.implement({
  description:
    'Where a sensor is heading, as columns of equal length: it starts one step after the last reading, never at the clock.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'The sensor.', resolve: ({ sensorId }) => sensorId }),
    origin: t.expose('originMs', { type: 'DateTime', description: 'The last reading that it knows.' }),
    stepMs: t.exposeInt('stepMs', { description: 'Milliseconds between two steps.' }),
    horizon: t.exposeInt('horizon', { description: 'How many steps it has.' }),
    mode: t.expose('mode', { type: ForecastModeEnum, description: 'What made it.' }),
    method: t.exposeString('method', { description: 'The family of the model or the naive method.' }),
    modelVersion: t.field({
      type: ModelVersionRef,
      nullable: true,
      description: 'The version that made it; null in FALLBACK.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
    times: t.field({
      type: ['DateTime'],
      complexity: 1,
      description: 'The instants of the steps.',
      resolve: timesOf,
    }),
    values: t.floatList({
      complexity: 1,
      description: 'What is expected at each step, in the unit of the sensor.',
      resolve: (forecast) => [...pointsOf(forecast)],
    }),
    bands: t.field({
      type: [BandRef],
      complexity: 1,
      description: 'How sure it is, in the order of the levels that were asked for.',
      resolve: (forecast) => [...bandsOf(forecast)],
    }),
    baseline: t.floatList({
      nullable: true,
      complexity: 1,
      description:
        'What the naive baseline expects at the same steps; null in forecasts of before they were judged.',
      resolve: (forecast) => baselineOf(forecast) as number[] | null,
    }),
    baselineMethod: t.exposeString('baselineMethod', {
      nullable: true,
      description: 'The rule of the baseline: `seasonal-naive` or `last-value`.',
    }),
    issuedAt: t.expose('issuedAtMs', { type: 'DateTime', description: 'When it was made.' }),
  }),
});

const ForecastConnection = builder.connectionObject(
  { type: ForecastRef, name: 'ForecastConnection', description: 'A page of forecasts.' },
  { name: 'ForecastEdge', description: 'A forecast in a list.' },
);

const JudgementStateEnum = enumOf<JudgementState>('JudgementState', 'How far a forecast is judged.', {
  OPEN: 'Actuals of some of its steps are still to come.',
  COMPLETE: 'Every step is judged.',
});

const ForecastOrderEnum = enumOf<ForecastOrderName>('ForecastOrder', 'In which order forecasts are listed.', {
  NEWEST: 'Those that were issued last first.',
  RISKIEST: 'Those that are likeliest to cross a limit first; forecasts without a risk are left out.',
});

const ForecastFilter = builder.inputType('ForecastFilter', {
  description: 'Which forecasts to list. Every field that is given must match.',
  fields: (t) => ({
    sensorIds: t
      .idList({ description: `Of one of these sensors, at most ${MOST_SENSORS}.` })
      .validate(idsOf('Sensor', MOST_SENSORS).nullish()),
    modelVersionIds: t
      .idList({ description: `Made by one of these versions, at most ${MOST_SENSORS}.` })
      .validate(idsOf('ModelVersion', MOST_SENSORS).nullish()),
    modes: t.field({ type: [ForecastModeEnum], description: 'Made in one of these modes.' }),
    judgement: t.field({ type: JudgementStateEnum, description: 'Judged so far.' }),
    from: t.field({ type: 'DateTime', description: 'With their origin at or after this instant.' }),
    to: t.field({ type: 'DateTime', description: 'With their origin at or before this instant.' }),
    atLeastRisk: t.field({
      type: RiskLevelEnum,
      description: 'At least this likely to cross a limit of the sensor within their horizons.',
    }),
    latestOnly: t.boolean({ description: 'Of each sensor only the one that knows its latest reading.' }),
  }),
});

builder.queryField('forecasts', (t) =>
  t.field({
    type: ForecastConnection,
    description:
      'Forecasts that were made, newest first unless `order` says otherwise. Which sensors are heading for a limit: `order: RISKIEST`, ' +
      '`filter: {latestOnly: true, atLeastRisk: MEDIUM}`.',
    args: {
      ...pageArgs(t.arg),
      order: t.arg({
        type: ForecastOrderEnum,
        required: true,
        defaultValue: 'NEWEST',
        description: 'In which order.',
      }),
      filter: t.arg({ type: ForecastFilter, description: 'Which forecasts; all when absent.' }),
    },
    complexity: pageCost,
    resolve: (_, { filter, order, ...page }, { em }) =>
      connection(FORECAST_ORDERS[order], page, (request) =>
        forecastPage(em, { ...filter, fromMs: filter?.from, toMs: filter?.to }, order, request),
      ),
  }),
);

builder.objectField(SensorRef, 'forecast', (t) =>
  t.loadable({
    type: ForecastRef,
    byPath: true,
    description:
      'Where it is heading from its last reading on; asked again, the same stored forecast. Refuses with ' +
      'HORIZON_TOO_LONG, INSUFFICIENT_DATA, STEP_SENSOR or INVALID_INPUT.',
    errors: { types: [HorizonTooLongError, InsufficientDataError] },
    args: forecastArgs(t.arg),
    complexity: FORECAST_COST,
    load: (ids: number[], { services }, request) => services.forecasting.forecastMany(ids, request),
    resolve: ({ id }) => id,
  }),
);
