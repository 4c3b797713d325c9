import { Assignment, type AssignmentAction } from '../src/registry/assignment.ts';
import { assignmentPages, NEWEST_ASSIGNMENTS } from '../src/registry/registry-page.ts';
import { builder } from './builder.ts';
import { connections, pageArgs, pageCost } from './connection.ts';
import { enumOf } from './enum.ts';
import { ModelVersionRef } from './model-version.ts';
import { nodeOf } from './node.ts';
import { ModelTaskEnum } from './registered-model.ts';
import { SensorRef } from './sensor.ts';

const AssignmentActionEnum = enumOf<AssignmentAction>('AssignmentAction', 'What made a version live.', {
  PROMOTE: 'It was chosen.',
  ROLLBACK: 'The promotion after it was undone.',
});

export const AssignmentRef = nodeOf('Assignment', Assignment);

AssignmentRef.implement({
  description:
    'One entry of the history of what is live: it holds until the next one of the same sensor and task.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'For whom.', resolve: ({ sensorId }) => sensorId }),
    task: t.expose('task', { type: ModelTaskEnum, description: 'For what.' }),
    modelVersion: t.field({
      type: ModelVersionRef,
      description: 'The version that became live.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
    action: t.expose('action', { type: AssignmentActionEnum, description: 'What made it live.' }),
    reason: t.exposeString('reason', { description: 'Why, as it was said; empty when nothing was.' }),
    assignedBy: t.exposeString('assignedBy', { description: 'Who did it.' }),
    from: t.expose('fromMs', { type: 'DateTime', description: 'Since when it holds.' }),
  }),
});

const AssignmentConnection = builder.connectionObject(
  {
    type: AssignmentRef,
    name: 'AssignmentConnection',
    description: 'A page of the history of what is live.',
  },
  { name: 'AssignmentEdge', description: 'An entry of that history.' },
);

builder.objectField(SensorRef, 'assignments', (t) =>
  t.loadable({
    type: AssignmentConnection,
    byPath: true,
    description: 'What was live for a task since when, newest first; it is never rewritten.',
    args: {
      ...pageArgs(t.arg),
      task: t.arg({ type: ModelTaskEnum, required: true, description: 'The task.' }),
    },
    complexity: pageCost,
    load: (ids: number[], { em }, { task, ...page }) =>
      connections(NEWEST_ASSIGNMENTS, page, (request) => assignmentPages(em, ids, task, request)),
    resolve: ({ id }) => id,
  }),
);
