import { challengerIds } from '../src/registry/challengers.ts';
import { builder } from './builder.ts';
import { idOf } from './global-id.ts';
import { ModelVersionRef } from './model-version.ts';
import { ModelTaskEnum } from './registered-model.ts';
import { SensorRef } from './sensor.ts';

builder.objectField(SensorRef, 'challenger', (t) =>
  t.loadable({
    type: ModelVersionRef,
    nullable: true,
    byPath: true,
    description:
      'The version under the alias `challenger`: it is compared with what is live (`liveModelVersion`, the `champion`). null when ' +
      'none is named.',
    args: { task: t.arg({ type: ModelTaskEnum, required: true, description: 'The task.' }) },
    load: (ids: number[], { em }, { task }) => challengerIds(em, ids, task),
    resolve: ({ id }) => id,
  }),
);

const SetChallengerInput = builder.inputType('SetChallengerInput', {
  description: 'A version to compare with what is live.',
  fields: (t) => ({
    sensorId: t.id({ required: true, description: 'The sensor.' }).validate(idOf('Sensor')),
    modelVersionId: t
      .id({ required: true, description: 'A version made for it, alone or in a group.' })
      .validate(idOf('ModelVersion')),
  }),
});

const ClearChallengerInput = builder.inputType('ClearChallengerInput', {
  description: 'Whose challenger to clear.',
  fields: (t) => ({
    sensorId: t.id({ required: true, description: 'The sensor.' }).validate(idOf('Sensor')),
    task: t.field({ type: ModelTaskEnum, required: true, description: 'The task.' }),
  }),
});

builder.mutationFields((t) => ({
  setChallenger: t.field({
    type: ModelVersionRef,
    description:
      'Names the challenger of a sensor for the task of the version, in the place of the one before. It decides nothing; it is ' +
      'none any more once it is promoted. What runs in the shadow and is another version ends as WITHDRAWN. Refuses with ALREADY_LIVE, VERSION_ARCHIVED, VERSION_DELETED, INVALID_INPUT or NOT_FOUND.',
    errors: {},
    args: { input: t.arg({ type: SetChallengerInput, required: true, description: 'What to name.' }) },
    resolve: (_, { input }, { services, viewer }) => services.challengers.set({ ...input, by: viewer.name }),
  }),
  clearChallenger: t.field({
    type: SensorRef,
    description:
      'The sensor has no challenger any more, and nothing of its task in its shadow: a run ends as WITHDRAWN. Asking again changes nothing.',
    errors: {},
    args: { input: t.arg({ type: ClearChallengerInput, required: true, description: 'Whose.' }) },
    resolve: async (_, { input: { sensorId, task } }, { services }) => {
      await services.challengers.clear(sensorId, task);
      return sensorId;
    },
  }),
}));
