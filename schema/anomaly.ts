import type { AnomalySnapshot } from '../src/detection/anomalies.ts';
import { Anomaly, type AnomalyStatus, type DetectionMode } from '../src/detection/anomaly.ts';
import {
  ANOMALIES_BY_START,
  anomalyPage,
  anomalyPages,
  openAnomalyRows,
  revisionsOf,
} from '../src/detection/anomaly-page.ts';
import { scoredThrough } from '../src/detection/scored-through.ts';
import type { Cause } from '../src/ml/detector.ts';
import type { Severity } from '../src/ml/severity.ts';
import { builder } from './builder.ts';
import { connection, connections, pageArgs, pageCost } from './connection.ts';
import { enumOf } from './enum.ts';
import { idOf, idsOf } from './global-id.ts';
import { ModelVersionRef } from './model-version.ts';
import { nodeOf } from './node.ts';
import { SensorRef } from './sensor.ts';
import { MOST_SENSORS } from './sensor-scope.ts';

export const SeverityEnum = enumOf<Severity>(
  'Severity',
  'The band of an anomaly by how many times its score exceeds its threshold: one rule for every detector.',
  { LOW: 'From 1 times.', MEDIUM: 'From 1.5 times.', HIGH: 'From 2.5 times.', CRITICAL: 'From 5 times.' },
);

const AnomalyStatusEnum = enumOf<AnomalyStatus>('AnomalyStatus', 'Whether an anomaly goes on.', {
  OPEN: 'The sensor has not come back to normal.',
  CLOSED: 'The sensor has come back to normal.',
  RETRACTED: 'There was none: readings that came late showed it.',
});

export const DetectionModeEnum = enumOf<DetectionMode>('DetectionMode', 'What decided.', {
  MODEL: 'The live version of a trained model.',
  LAST_GOOD:
    'The newest earlier version that could be used, because the live one could not; `Sensor.modelFaults` says why.',
  FALLBACK: 'Robust statistics of the sensor itself: no version was live, or none could be used.',
});

export const CauseEnum = enumOf<Cause>(
  'Cause',
  'What a departure from normal is due to: what spoke loudest, or a crossed limit.',
  {
    SHAPE: 'The shape of the signal was never seen before.',
    ENVELOPE: 'Its level or spread left what was seen before.',
    INPUTS: 'The value is normal in itself, but was never seen with its inputs as they are.',
    DRIFT: 'It moves slowly away.',
    STUCK: 'It does not move where it always did.',
    DROPOUT: 'Readings are missing.',
    DEVIATION: 'The value lies far from the usual ones.',
    LIMIT: 'The value lies beyond a limit of the sensor.',
  },
);

/** What an anomaly and its snapshots have in common. */
type EpisodeFacts = Omit<AnomalySnapshot, 'anomalyId' | 'actual' | 'modelVersionId'> & {
  readonly actual?: number | null;
  readonly modelVersionId?: number | null;
};

const Episode = builder.interfaceRef<EpisodeFacts>('Episode').implement({
  description:
    'A stretch of time in which a sensor departed from normal: as it is now (`Anomaly`), or as it was at one revision ' +
    '(`AnomalySnapshot`). Score, threshold, expected and actual are those of its peak.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'The sensor.', resolve: ({ sensorId }) => sensorId }),
    revision: t.exposeInt('revision', { description: 'Counts its changes, from 1.' }),
    status: t.expose('status', { type: AnomalyStatusEnum, description: 'Whether it goes on.' }),
    start: t.expose('startMs', { type: 'DateTime', description: 'Its first reading, by source time.' }),
    end: t.expose('endMs', { type: 'DateTime', description: 'The last reading known to belong to it.' }),
    peakTime: t.expose('peakMs', { type: 'DateTime', description: 'Its reading with the highest score.' }),
    score: t.exposeFloat('score', { description: 'The score of the peak; 0 or more, without a unit.' }),
    threshold: t.exposeFloat('threshold', {
      description: 'The score above which a reading departs from normal.',
    }),
    expected: t.exposeFloat('expected', {
      description:
        'The value expected at the peak, in the unit of the sensor; where the cause is LIMIT, the outermost limit that was crossed.',
    }),
    actual: t.exposeFloat('actual', {
      nullable: true,
      description: 'The value at the peak, in the unit of the sensor; null where it was missing.',
    }),
    severity: t.expose('severity', {
      type: SeverityEnum,
      description: 'How far the score exceeds the threshold.',
    }),
    confidence: t.exposeFloat('confidence', {
      description:
        'The share of held-out normal scores below the score of the peak, between 0 and 1; 1 where the cause is LIMIT.',
    }),
    cause: t.expose('cause', { type: CauseEnum, description: 'What it is due to, at its peak.' }),
    detectionMode: t.expose('detectionMode', { type: DetectionModeEnum, description: 'What decided.' }),
    modelVersion: t.field({
      type: ModelVersionRef,
      nullable: true,
      description: 'The version that decided; null in FALLBACK.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
  }),
});

export const AnomalyRef = nodeOf('Anomaly', Anomaly);

export const AnomalySnapshotRef = builder.objectRef<AnomalySnapshot>('AnomalySnapshot').implement({
  description: 'An anomaly as it was at one revision; it never changes.',
  interfaces: [Episode],
  fields: (t) => ({
    anomaly: t.field({
      type: AnomalyRef,
      description: 'The anomaly as it is now.',
      resolve: ({ anomalyId }) => anomalyId,
    }),
  }),
});

AnomalyRef.implement({
  description: 'An episode as it is now. Every change of it is a new revision, announced as an event.',
  interfaces: [Episode],
  fields: (t) => ({
    updatedAt: t.expose('updatedAtMs', {
      type: 'DateTime',
      description: 'The source time of the reading that last changed it.',
    }),
    revisions: t.loadableList({
      type: AnomalySnapshotRef,
      description: 'What it was at each revision, oldest first.',
      load: (ids: number[], { em }) => revisionsOf(em, ids),
      resolve: ({ id }) => id,
    }),
  }),
});

const AnomalyConnection = builder.connectionObject(
  { type: AnomalyRef, name: 'AnomalyConnection', description: 'A page of anomalies.' },
  { name: 'AnomalyEdge', description: 'An anomaly in a list.' },
);

const AnomalyFilter = builder.inputType('AnomalyFilter', {
  description: 'Which anomalies to list. Every field that is given must match.',
  fields: (t) => ({
    sensorIds: t
      .idList({ description: `Of one of these sensors, at most ${MOST_SENSORS}.` })
      .validate(idsOf('Sensor', MOST_SENSORS).nullish()),
    within: t
      .id({ description: 'Of sensors of this equipment and of everything below it.' })
      .validate(idOf('Equipment').nullish()),
    status: t.field({ type: AnomalyStatusEnum, description: 'Whether it goes on.' }),
    minSeverity: t.field({ type: SeverityEnum, description: 'This band or a higher one.' }),
    from: t.field({
      type: 'DateTime',
      description: 'Open, or with its last reading at or after this instant.',
    }),
    to: t.field({ type: 'DateTime', description: 'With its start at or before this instant.' }),
  }),
});

builder.queryField('anomalies', (t) =>
  t.field({
    type: AnomalyConnection,
    description: 'Anomalies by their start, newest first.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: AnomalyFilter, description: 'Which anomalies; all when absent.' }),
    },
    complexity: pageCost,
    resolve: (_, { filter, ...page }, { em }) =>
      connection(ANOMALIES_BY_START, page, (request) =>
        anomalyPage(em, { ...filter, fromMs: filter?.from, toMs: filter?.to }, request),
      ),
  }),
);

builder.objectFields(SensorRef, (t) => ({
  scoredThrough: t.loadable({
    type: 'DateTime',
    nullable: true,
    description:
      'The source time of its newest judged reading: every departure from normal until then is in the event log. Null before ' +
      'the first live reading is judged.',
    load: (ids: number[], { em }) => scoredThrough(em, ids),
    resolve: ({ id }) => id,
  }),
  openAnomaly: t.loadable({
    type: AnomalyRef,
    nullable: true,
    description: 'The anomaly that goes on; null when all is normal. A sensor has one at most.',
    load: (ids: number[], { em }) => openAnomalyRows(em, ids),
    resolve: ({ id }) => id,
  }),
  anomalies: t.loadable({
    type: AnomalyConnection,
    byPath: true,
    description: 'Its anomalies by their start, newest first.',
    args: pageArgs(t.arg),
    complexity: pageCost,
    load: (ids: number[], { em }, page) =>
      connections(ANOMALIES_BY_START, page, (request) => anomalyPages(em, ids, request)),
    resolve: ({ id }) => id,
  }),
}));
