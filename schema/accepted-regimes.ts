import { acceptedRegimes, forgetRegimes } from '../src/detection/accepted-regimes.ts';
import { builder } from './builder.ts';
import { idOf } from './global-id.ts';
import { SensorRef } from './sensor.ts';

builder.objectField(SensorRef, 'acceptedRegimes', (t) =>
  t.loadable({
    type: 'Int',
    description:
      'New regimes that its detector has accepted as normal since its version went live: a level that was announced as ' +
      'DRIFT and then stayed where it was.',
    load: (ids: number[], { em }) => acceptedRegimes(em, ids),
    resolve: ({ id }) => id,
  }),
);

const ForgetAcceptedRegimesInput = builder.inputType('ForgetAcceptedRegimesInput', {
  description: 'Whose accepted regimes to take back.',
  fields: (t) => ({
    sensorId: t.id({ required: true, description: 'The sensor.' }).validate(idOf('Sensor')),
  }),
});

builder.mutationField('forgetAcceptedRegimes', (t) =>
  t.field({
    type: SensorRef,
    description:
      'Takes back what a detector has accepted as normal by itself, before it judges the next reading: only what was normal in ' +
      'training is normal again. Asking again changes nothing. Refuses with NOT_FOUND.',
    errors: {},
    args: {
      input: t.arg({ type: ForgetAcceptedRegimesInput, required: true, description: 'Whose.' }),
    },
    resolve: (_, { input }, { services }) => forgetRegimes(services.db, input.sensorId),
  }),
);
