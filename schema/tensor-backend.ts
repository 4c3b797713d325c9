import type { PassedOver, TensorChoice } from '../src/tensors/open-tensors.ts';
import { builder } from './builder.ts';

const PassedOverRef = builder.objectRef<PassedOver>('PassedOverBackend').implement({
  description: 'A faster way of computing that is not used.',
  fields: (t) => ({
    name: t.exposeString('backend', { description: 'Its name.' }),
    reason: t.exposeString('reason', { description: 'Why it is not used.' }),
  }),
});

export const TensorBackendRef = builder.objectRef<TensorChoice>('TensorBackend').implement({
  description:
    'What networks are trained on: the fastest backend of TensorFlow.js that starts and agrees with its cpu backend.',
  fields: (t) => ({
    name: t.exposeString('backend', { description: '`tensorflow`, `wasm` or `cpu`.' }),
    fusedLstm: t.exposeBoolean('fusedLstm', {
      description: 'Whether LSTM layers run in the kernel of their own, some ten to fifty times faster.',
    }),
    passedOver: t.expose('passedOver', {
      type: [PassedOverRef],
      description: 'What would have been faster.',
    }),
  }),
});

builder.queryField('tensorBackend', (t) =>
  t.field({
    type: TensorBackendRef,
    nullable: true,
    description: 'What networks are trained on here; null for a second after the start, until it is known.',
    resolve: (_, __, { services }) => services.tensors.choice,
  }),
);
