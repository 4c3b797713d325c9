import { followSignals, type SignalSnapshot } from '../src/detection/signal-change.ts';
import { builder } from './builder.ts';
import { SensorRef, SignalStateEnum } from './sensor.ts';
import { sensorScope } from './sensor-scope.ts';
import { delivered, eventAfter, type FeedEvent, StreamItem, streamOf } from './stream.ts';

const snapshotOf = ({ event }: FeedEvent) => event.payload as unknown as SignalSnapshot;

const SignalEventRef = builder.objectRef<FeedEvent>('SignalEvent').implement({
  description:
    'A sensor can no longer be believed, or can be again. It is in the log before anyone hears of it.',
  interfaces: [StreamItem],
  fields: (t) => ({
    sensor: t.field({
      type: SensorRef,
      description: 'The sensor; `sensor { signal }` is what it is now.',
      resolve: (item) => snapshotOf(item).sensorId,
    }),
    state: t.field({
      type: SignalStateEnum,
      description: 'What it was from then on.',
      resolve: (item) => snapshotOf(item).state,
    }),
    previous: t.field({
      type: SignalStateEnum,
      description: 'What it was before.',
      resolve: (item) => snapshotOf(item).previous,
    }),
    since: t.field({
      type: 'DateTime',
      description:
        'The source time of the reading that the state began with; of SILENT, when something was last heard.',
      resolve: (item) => snapshotOf(item).sinceMs,
    }),
    lastReceivedAt: t.field({
      type: 'DateTime',
      description: 'When a reading had last arrived, by the clock of the server.',
      resolve: (item) => snapshotOf(item).heardMs,
    }),
    lastUsableAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The source time of the last reading that could be used.',
      resolve: (item) => snapshotOf(item).usableMs,
    }),
    recordedAt: t.field({
      type: 'DateTime',
      description: 'When the server recorded it.',
      resolve: ({ event }) => event.recordedAtMs,
    }),
  }),
});

const SignalStreamItem = streamOf('SignalStreamItem', 'signalEvents', SignalEventRef);

const SignalEventFilter = builder.inputType('SignalEventFilter', {
  description: 'Which changes to hear of. Every field that is given must match.',
  fields: (t) => ({
    ...sensorScope(t),
    states: t.field({ type: [SignalStateEnum], description: 'Into one of these states, or out of it.' }),
  }),
});

builder.subscriptionField('signalEvents', (t) =>
  t.field({
    type: SignalStreamItem,
    extensions: delivered('RESUMABLE'),
    description:
      'Every sensor that falls silent, drops out or is stuck, and that comes back, in order and once. With `after` it ' +
      'begins with what was missed since that cursor, or with a `Gap`: then ask `sensors(filter: {signalStates: …})`.',
    args: {
      after: t.arg.string({ description: 'The cursor of the last item that was received.' }),
      filter: t.arg({ type: SignalEventFilter, description: 'Which changes; all when absent.' }),
    },
    subscribe: (_, { after, filter }, { services, em, signal }) => {
      const wanted = { ...filter, within: filter?.equipmentId };
      return followSignals(services.feed, em, wanted, { after: eventAfter(after), signal });
    },
    resolve: (item) => item,
  }),
);
