import { ModelFault } from '../src/registry/model-fault.ts';
import { faultPages, NEWEST_FAULTS } from '../src/registry/registry-page.ts';
import { builder } from './builder.ts';
import { connections, pageArgs, pageCost } from './connection.ts';
import { ModelVersionRef } from './model-version.ts';
import { nodeOf } from './node.ts';
import { ModelTaskEnum } from './registered-model.ts';
import { SensorRef } from './sensor.ts';

export const ModelFaultRef = nodeOf('ModelFault', ModelFault);

ModelFaultRef.implement({
  description: 'A version that was to decide for a sensor and could not be used. It never changes.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'For whom.', resolve: ({ sensorId }) => sensorId }),
    task: t.expose('task', { type: ModelTaskEnum, description: 'For what.' }),
    modelVersion: t.field({
      type: ModelVersionRef,
      description: 'The version that could not be used.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
    standIn: t.field({
      type: ModelVersionRef,
      nullable: true,
      description:
        'The newest earlier version that could, and decides since then (`LAST_GOOD`); null where the fallback does.',
      resolve: ({ standInVersionId }) => standInVersionId,
    }),
    code: t.exposeString('code', {
      description: 'Why: CORRUPT_ARTIFACT where its weights are missing or damaged, else MODEL_FAILED.',
    }),
    message: t.exposeString('message', { description: 'Why, for people; it names the artifact.' }),
    time: t.expose('atMs', { type: 'DateTime', description: 'When it was found.' }),
  }),
});

const ModelFaultConnection = builder.connectionObject(
  { type: ModelFaultRef, name: 'ModelFaultConnection', description: 'A page of model faults.' },
  { name: 'ModelFaultEdge', description: 'A model fault in a list.' },
);

builder.objectField(SensorRef, 'modelFaults', (t) =>
  t.loadable({
    type: ModelFaultConnection,
    byPath: true,
    description: 'Versions that were to decide for it and could not be used, newest first.',
    args: {
      ...pageArgs(t.arg),
      task: t.arg({ type: ModelTaskEnum, required: true, description: 'The task.' }),
    },
    complexity: pageCost,
    load: (ids: number[], { em }, { task, ...page }) =>
      connections(NEWEST_FAULTS, page, (request) => faultPages(em, ids, task, request)),
    resolve: ({ id }) => id,
  }),
);
