import type { Row } from '../src/db/keyset.ts';
import type { Sensor } from '../src/equipment/sensor.ts';
import { SENSORS_BY_TAG, sensorPage } from '../src/equipment/sensor-page.ts';
import { HorizonTooLongError, InsufficientDataError } from '../src/errors.ts';
import { type ForecastOutcome, outcomeOf } from '../src/forecasting/forecasting.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { ForecastRef, forecastArgs } from './forecast.ts';
import { listed, SensorFilter, SensorRef } from './sensor.ts';

interface FleetForecast extends Row<Sensor> {
  readonly outcome: ForecastOutcome;
}

const FleetForecastRef = builder.objectRef<FleetForecast>('FleetForecast').implement({
  description: 'One sensor of a fleet, and where it is heading.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'The sensor.', resolve: (sensor) => sensor }),
    forecast: t.field({
      type: ForecastRef,
      description: 'Its forecast, or why there is none.',
      errors: {
        types: [HorizonTooLongError, InsufficientDataError],
        union: { name: 'FleetForecastResult', description: 'A forecast, or why there is none.' },
      },
      resolve: ({ outcome }) => outcomeOf(outcome),
    }),
  }),
});

const FleetForecastConnection = builder.connectionObject(
  {
    type: FleetForecastRef,
    name: 'FleetForecastConnection',
    description: 'A page of sensors with their forecasts.',
  },
  { name: 'FleetForecastEdge', description: 'A sensor with its forecast in a list.' },
);

builder.queryField('forecastFleet', (t) =>
  t.field({
    type: FleetForecastConnection,
    description:
      'Where CONTINUOUS sensors are heading, by tag. A page is made in one go, its models loaded once; asked again before new ' +
      'readings came, it gives the stored forecasts. One sensor that cannot be forecast does not fail the page.',
    args: {
      ...pageArgs(t.arg),
      ...forecastArgs(t.arg),
      filter: t.arg({ type: SensorFilter, description: 'Which sensors; all in service when absent.' }),
    },
    complexity: pageCost,
    resolve: (_, { filter, horizon, levels, ...page }, { em, services }) =>
      connection(SENSORS_BY_TAG, page, async (request) => {
        const sensors = await sensorPage(em, listed({ ...filter, kind: 'CONTINUOUS' }), request);
        return services.forecasting.forecastPage(sensors, { horizon, levels });
      }),
  }),
);
