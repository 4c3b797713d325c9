import { followModels, type ModelEvent } from '../src/promotion/model-stream.ts';
import { AssignmentRef } from './assignment.ts';
import { builder } from './builder.ts';
import { ModelFaultRef } from './model-fault.ts';
import { sensorScope } from './sensor-scope.ts';
import { delivered, eventAfter, type FeedEvent, GapRef, HeartbeatRef, StreamItem } from './stream.ts';

const payloadOf = ({ event }: FeedEvent) => event.payload as unknown as ModelEvent;

const ModelAssignedRef = builder.objectRef<FeedEvent>('ModelAssignedEvent').implement({
  description: 'Another version is live: it was promoted, or a promotion was rolled back.',
  interfaces: [StreamItem],
  fields: (t) => ({
    assignment: t.field({
      type: AssignmentRef,
      description: 'The new entry of the history.',
      resolve: (item) => payloadOf(item).assignmentId as number,
    }),
  }),
});

const ModelUnusableRef = builder.objectRef<FeedEvent>('ModelUnusableEvent').implement({
  description:
    'A version that was to decide cannot be used; `fault { standIn }` says what decides in its place.',
  interfaces: [StreamItem],
  fields: (t) => ({
    fault: t.field({
      type: ModelFaultRef,
      description: 'What was found.',
      resolve: (item) => payloadOf(item).faultId as number,
    }),
  }),
});

const ModelStreamItem = builder.unionType('ModelStreamItem', {
  description: 'What `modelEvents` yields.',
  types: [ModelAssignedRef, ModelUnusableRef, GapRef, HeartbeatRef],
  resolveType: (item) => {
    if (item.kind !== 'EVENT') return { GAP: GapRef, HEARTBEAT: HeartbeatRef }[item.kind];
    return item.event.type === 'MODEL_ASSIGNED' ? ModelAssignedRef : ModelUnusableRef;
  },
});

const ModelEventFilter = builder.inputType('ModelEventFilter', {
  description: 'Which changes to hear of. Every field that is given must match.',
  fields: (t) => ({
    ...sensorScope(t),
  }),
});

builder.subscriptionField('modelEvents', (t) =>
  t.field({
    type: ModelStreamItem,
    extensions: delivered('RESUMABLE'),
    description:
      'Every version that becomes live, and every one that was to decide and cannot be used, in order and once. With `after` it ' +
      'begins with what was missed since that cursor, or with a `Gap`: then ask for `Sensor.assignments` and `Sensor.modelFaults`.',
    args: {
      after: t.arg.string({ description: 'The cursor of the last item that was received.' }),
      filter: t.arg({ type: ModelEventFilter, description: 'Which changes; all when absent.' }),
    },
    subscribe: (_, { after, filter }, { services, em, signal }) => {
      const wanted = { sensorIds: filter?.sensorIds, within: filter?.equipmentId };
      return followModels(services.feed, em, wanted, { after: eventAfter(after), signal });
    },
    resolve: (item) => item,
  }),
);
