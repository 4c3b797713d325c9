import { ANOMALY_CHANGES, type AnomalyChange, type AnomalySnapshot } from '../src/detection/anomalies.ts';
import { followAnomalies } from '../src/detection/anomaly-stream.ts';
import { AnomalySnapshotRef, SeverityEnum } from './anomaly.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum.ts';
import { ModelVersionRef } from './model-version.ts';
import { SensorRef } from './sensor.ts';
import { sensorScope } from './sensor-scope.ts';
import { delivered, eventAfter, type FeedEvent, StreamItem, streamOf } from './stream.ts';

const AnomalyChangeEnum = enumOf<AnomalyChange>('AnomalyChange', 'What happened to an anomaly.', {
  OPENED: 'A sensor departed from normal.',
  EXTENDED: 'It goes on: its severity rose, or it has lasted twice as long.',
  REVISED: 'What was said before was corrected, by readings that came late.',
  CLOSED: 'The sensor has come back to normal.',
});

const snapshotOf = ({ event }: FeedEvent) => event.payload as unknown as AnomalySnapshot;

const AnomalyEventRef = builder.objectRef<FeedEvent>('AnomalyEvent').implement({
  description: 'A change of an anomaly. It is in the log before anyone hears of it.',
  interfaces: [StreamItem],
  fields: (t) => ({
    type: t.field({
      type: AnomalyChangeEnum,
      description: 'What happened.',
      resolve: ({ event }) =>
        ANOMALY_CHANGES.find((change) => event.type === `ANOMALY_${change}`) as AnomalyChange,
    }),
    time: t.field({
      type: 'DateTime',
      description: 'The source time of the reading that decided.',
      resolve: ({ event }) => event.timeMs,
    }),
    recordedAt: t.field({
      type: 'DateTime',
      description: 'When the server recorded it.',
      resolve: ({ event }) => event.recordedAtMs,
    }),
    anomaly: t.field({
      type: AnomalySnapshotRef,
      description: 'The anomaly as it was then; `anomaly { anomaly }` is what it is now.',
      resolve: snapshotOf,
    }),
    sensor: t.field({
      type: SensorRef,
      description: 'The sensor.',
      resolve: (item) => snapshotOf(item).sensorId,
    }),
    modelVersion: t.field({
      type: ModelVersionRef,
      nullable: true,
      description: 'The version that decided; null in FALLBACK.',
      resolve: (item) => snapshotOf(item).modelVersionId,
    }),
  }),
});

const AnomalyStreamItem = streamOf('AnomalyStreamItem', 'anomalyEvents', AnomalyEventRef);

const AnomalyEventFilter = builder.inputType('AnomalyEventFilter', {
  description: 'Which changes to hear of. Every field that is given must match.',
  fields: (t) => ({
    ...sensorScope(t),
    types: t.field({ type: [AnomalyChangeEnum], description: 'These changes.' }),
    minSeverity: t.field({ type: SeverityEnum, description: 'Of this band or a higher one at that moment.' }),
  }),
});

builder.subscriptionField('anomalyEvents', (t) =>
  t.field({
    type: AnomalyStreamItem,
    extensions: delivered('RESUMABLE'),
    description:
      'Every change of an anomaly, in order and once. With `after` it begins with what was missed since that cursor, or ' +
      'with a `Gap` where the server cannot know; without, it begins now. A `Heartbeat` follows when nothing happens.',
    args: {
      after: t.arg.string({ description: 'The cursor of the last item that was received.' }),
      filter: t.arg({ type: AnomalyEventFilter, description: 'Which changes; all when absent.' }),
    },
    subscribe: (_, { after, filter }, { services, em, signal }) => {
      const wanted = { ...filter, within: filter?.equipmentId };
      return followAnomalies(services.feed, em, wanted, { after: eventAfter(after), signal });
    },
    resolve: (item) => item,
  }),
);
