import { HorizonTooLongError, InsufficientDataError } from '../src/errors.ts';
import type { ScheduleSettings } from '../src/forecasting/schedule-settings.ts';
import { forecastSchedules } from '../src/forecasting/scheduling.ts';
import { builder } from './builder.ts';
import { FORECAST_COST, ForecastRef } from './forecast.ts';
import { idOf, idsOf } from './global-id.ts';
import { SensorRef } from './sensor.ts';
import { MOST_SENSORS } from './sensor-scope.ts';

const texts = {
  horizon:
    'How many steps of the sampling period, from 1 to 720, at most as far as the live version reaches.',
  levels: 'The levels of the bands, ascending, each above 0 and below 1, at most 9.',
  everySteps:
    'After how many sampling periods the next forecast is issued, 1 to 100000, by the source times of the readings.',
};

const IssueForecastInput = builder.inputType('IssueForecastInput', {
  description: 'What to forecast.',
  fields: (t) => ({
    sensorId: t
      .id({ required: true, description: 'The sensor, of kind CONTINUOUS.' })
      .validate(idOf('Sensor')),
    horizon: t.int({ required: true, defaultValue: 96, description: texts.horizon }),
    levels: t.floatList({ required: true, defaultValue: [0.9], description: texts.levels }),
  }),
});

const ForecastScheduleRef = builder.objectRef<ScheduleSettings>('ForecastSchedule').implement({
  description: 'How a sensor is forecast without being asked.',
  fields: (t) => ({
    horizon: t.exposeInt('horizon', { description: texts.horizon }),
    levels: t.floatList({ description: texts.levels, resolve: ({ levels }) => [...levels] }),
    everySteps: t.exposeInt('everySteps', { description: texts.everySteps }),
  }),
});

const ScheduleForecastsInput = builder.inputType('ScheduleForecastsInput', {
  description: 'Which sensors to forecast without being asked, and how: `sensorIds` or `equipmentId`.',
  fields: (t) => ({
    sensorIds: t
      .idList({ description: `These sensors, of kind CONTINUOUS and in service, at most ${MOST_SENSORS}.` })
      .validate(idsOf('Sensor', MOST_SENSORS).nullish()),
    equipmentId: t
      .id({ description: 'The CONTINUOUS sensors in service of this equipment and of everything below it.' })
      .validate(idOf('Equipment').nullish()),
    horizon: t.int({ required: true, defaultValue: 96, description: texts.horizon }),
    levels: t.floatList({ required: true, defaultValue: [0.9], description: texts.levels }),
    everySteps: t.int({ required: true, description: `${texts.everySteps} 0 ends the schedule.` }),
  }),
});

const ScheduledForecastsRef = builder
  .objectRef<{ readonly sensorIds: readonly number[] }>('ScheduledForecasts')
  .implement({
    description: 'Sensors whose schedule was replaced.',
    fields: (t) => ({
      sensorCount: t.int({ description: 'How many.', resolve: ({ sensorIds }) => sensorIds.length }),
    }),
  });

builder.objectField(SensorRef, 'forecastSchedule', (t) =>
  t.loadable({
    type: ForecastScheduleRef,
    nullable: true,
    description: 'How it is forecast without being asked; null when it is not.',
    load: (ids: number[], { em }) => forecastSchedules(em, ids),
    resolve: ({ id }) => id,
  }),
);

builder.mutationFields((t) => ({
  issueForecast: t.field({
    type: ForecastRef,
    description:
      'Forecasts a sensor from its last reading on, and stores and announces it; asked again before a new reading came, the same ' +
      'one. Refuses with HORIZON_TOO_LONG, INSUFFICIENT_DATA, STEP_SENSOR, BUSY, NOT_FOUND or INVALID_INPUT.',
    errors: { types: [HorizonTooLongError, InsufficientDataError] },
    complexity: FORECAST_COST,
    args: { input: t.arg({ type: IssueForecastInput, required: true, description: 'What to forecast.' }) },
    resolve: (_, { input: { sensorId, horizon, levels } }, { services }) =>
      services.forecasting.forecast(sensorId, horizon, levels),
  }),
  scheduleForecasts: t.field({
    type: ScheduledForecastsRef,
    description:
      'Replaces the schedules of sensors. The next reading of each brings its first forecast; a sensor that sends nothing is not ' +
      'forecast again. Refuses with RETIRED, STEP_SENSOR, TOO_MANY_SENSORS, HORIZON_TOO_LONG, NOT_FOUND or INVALID_INPUT.',
    errors: { types: [HorizonTooLongError] },
    args: {
      input: t.arg({ type: ScheduleForecastsInput, required: true, description: 'What to schedule.' }),
    },
    resolve: async (_, { input: { sensorIds, equipmentId: within, ...settings } }, { services, viewer }) => ({
      sensorIds: await services.schedules.schedule({ sensorIds, within }, settings, viewer.name),
    }),
  }),
}));
