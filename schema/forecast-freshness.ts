import { type Freshness, freshness } from '../src/detection/freshness.ts';
import { builder } from './builder.ts';
import { ForecastRef } from './forecast.ts';
import { SignalStateEnum } from './sensor.ts';

const FreshnessRef = builder.objectRef<Freshness>('Freshness').implement({
  description:
    'Whether a forecast rests on a sensor that is still heard, now and by the clock of the server.',
  fields: (t) => ({
    isStale: t.exposeBoolean('isStale', {
      description:
        'The sensor is silent, dropped out, stuck or overdue, or was never heard live: nothing new bears the forecast out.',
    }),
    state: t.expose('state', { type: SignalStateEnum, description: 'The signal of the sensor.' }),
    lastReceivedAt: t.expose('heardMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When a reading last arrived; null when none ever did live.',
    }),
    ageMs: t.exposeFloat('ageMs', { nullable: true, description: 'Milliseconds since then.' }),
    silentAfterMs: t.exposeInt('silentAfterMs', {
      description: 'The age at which the sensor counts as silent; 0 is never.',
    }),
  }),
});

builder.objectField(ForecastRef, 'freshness', (t) =>
  t.loadable({
    type: FreshnessRef,
    nullable: true,
    description: 'Whether its sensor is still heard.',
    load: (sensorIds: number[], { em }) => freshness(em, sensorIds, Date.now()),
    resolve: ({ sensorId }) => sensorId,
  }),
);
