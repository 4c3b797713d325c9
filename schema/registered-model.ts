import { type ModelTask, RegisteredModel } from '../src/registry/registered-model.ts';
import { MODELS_BY_NAME, modelPage } from '../src/registry/registry-page.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { enumOf } from './enum.ts';
import { nodeOf } from './node.ts';

export const ModelTaskEnum = enumOf<ModelTask>('ModelTask', 'What a model is for.', {
  DETECTION: 'It says which readings depart from normal.',
  FORECASTING: 'It says where a sensor is heading.',
});

export const RegisteredModelRef = nodeOf('RegisteredModel', RegisteredModel);

RegisteredModelRef.implement({
  description: 'A name under which versions follow each other.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Unique, such as `PUMP-101.VIB/detection`.' }),
    task: t.expose('task', { type: ModelTaskEnum, description: 'What its versions are for.' }),
    description: t.exposeString('description', { description: 'Free text; empty when there is none.' }),
    createdAt: t.expose('createdAtMs', { type: 'DateTime', description: 'When its first version was made.' }),
  }),
});

const RegisteredModelConnection = builder.connectionObject(
  {
    type: RegisteredModelRef,
    name: 'RegisteredModelConnection',
    description: 'A page of registered models.',
  },
  { name: 'RegisteredModelEdge', description: 'A registered model in a list.' },
);

builder.queryField('registeredModels', (t) =>
  t.field({
    type: RegisteredModelConnection,
    description: 'Registered models by name.',
    args: {
      ...pageArgs(t.arg),
      task: t.arg({ type: ModelTaskEnum, description: 'For this task only.' }),
    },
    complexity: pageCost,
    resolve: (_, { task, ...page }, { em }) =>
      connection(MODELS_BY_NAME, page, (request) => modelPage(em, { task }, request)),
  }),
);
