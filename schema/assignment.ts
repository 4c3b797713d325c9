import { Assignment, type AssignmentAction } from '../src/registry/assignment.ts';
import { assignmentPage, NEWEST_ASSIGNMENTS } from '../src/registry/registry-page.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { enumOf } from './enum.ts';
import { idOf } from './global-id.ts';
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
  t.field({
    type: AssignmentConnection,
    description: 'What was live for a task since when, newest first; it is never rewritten.',
    args: {
      ...pageArgs(t.arg),
      task: t.arg({ type: ModelTaskEnum, required: true, description: 'The task.' }),
    },
    complexity: pageCost,
    resolve: ({ id }, { task, ...page }, { em }) =>
      connection(NEWEST_ASSIGNMENTS, page, (request) => assignmentPage(em, id, task, request)),
  }),
);

const PromoteModelVersionInput = builder.inputType('PromoteModelVersionInput', {
  description: 'A version to make live.',
  fields: (t) => ({
    modelVersionId: t.id({ required: true, description: 'The version.' }).validate(idOf('ModelVersion')),
    reason: t.string({ defaultValue: '', description: 'Why, for the history.' }),
    expectedAssignmentId: t
      .id({
        description:
          'The newest assignment that the decision was made on: the promotion is refused with ASSIGNMENT_CONFLICT when ' +
          'another one is live by now. null when none was live; absent to replace whatever is.',
      })
      .validate(idOf('Assignment').nullish()),
  }),
});

const RollbackModelInput = builder.inputType('RollbackModelInput', {
  description: 'A promotion to undo.',
  fields: (t) => ({
    sensorId: t.id({ required: true, description: 'The sensor.' }).validate(idOf('Sensor')),
    task: t.field({ type: ModelTaskEnum, required: true, description: 'The task.' }),
    reason: t.string({ defaultValue: '', description: 'Why, for the history.' }),
  }),
});

const PromotionRef = builder.objectRef<{ readonly assignments: Assignment[] }>('Promotion').implement({
  description: 'A version that was made live.',
  fields: (t) => ({
    assignments: t.expose('assignments', {
      type: [AssignmentRef],
      description: 'The new entry of each sensor for which something else was live before.',
    }),
  }),
});

builder.mutationFields((t) => ({
  promoteModelVersion: t.field({
    type: PromotionRef,
    description:
      'Makes a version live for every sensor that it was made for, at once. Refuses with ALREADY_LIVE, ' +
      'ASSIGNMENT_CONFLICT or NOT_FOUND.',
    authScopes: { may: 'promoteModels' },
    errors: {},
    args: {
      input: t.arg({ type: PromoteModelVersionInput, required: true, description: 'What to promote.' }),
    },
    resolve: async (_, { input: { reason, ...promotion } }, { services, viewer }) => ({
      assignments: await services.registry.promote({ ...promotion, reason: reason ?? '', by: viewer.name }),
    }),
  }),
  rollbackModel: t.field({
    type: AssignmentRef,
    description:
      'Undoes the newest promotion of a sensor and task that still stands and brings back the version before it. Called ' +
      'again, it goes further back. Refuses with NO_EARLIER_VERSION or ASSIGNMENT_CONFLICT.',
    authScopes: { may: 'promoteModels' },
    errors: {},
    args: { input: t.arg({ type: RollbackModelInput, required: true, description: 'What to undo.' }) },
    resolve: (_, { input: { reason, ...rollback } }, { services, viewer }) =>
      services.registry.rollback({ ...rollback, reason: reason ?? '', by: viewer.name }),
  }),
}));
