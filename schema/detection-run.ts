import type { Row } from '../src/db/keyset.ts';
import { DetectionRun, type DetectionRunAnomaly } from '../src/detection/detection-run.ts';
import {
  detectionRunPage,
  NEWEST_RUNS,
  RUN_ANOMALIES_BY_START,
  runAnomalyPages,
} from '../src/detection/detection-run-page.ts';
import { builder } from './builder.ts';
import { RunCleaningRef } from './cleaning.ts';
import { connection, connections, pageArgs, pageCost } from './connection.ts';
import { idOf } from './global-id.ts';
import { ModelVersionRef } from './model-version.ts';
import { nodeOf } from './node.ts';
import { SensorRef } from './sensor.ts';

const RunAnomalyRef = builder.objectRef<Row<DetectionRunAnomaly>>('DetectionRunAnomaly').implement({
  description: 'A stretch that a run found to depart from normal. It was never announced.',
  fields: (t) => ({
    start: t.expose('startMs', { type: 'DateTime', description: 'Its first sample.' }),
    end: t.expose('endMs', { type: 'DateTime', description: 'Its last sample.' }),
    peakTime: t.expose('peakMs', { type: 'DateTime', description: 'Its sample with the highest score.' }),
    peakScore: t.exposeFloat('peakScore', { description: 'The score there; 0 or more, without a unit.' }),
    threshold: t.exposeFloat('threshold', {
      description: 'The score above which a sample departs from normal.',
    }),
  }),
});

const RunAnomalyConnection = builder.connectionObject(
  {
    type: RunAnomalyRef,
    name: 'DetectionRunAnomalyConnection',
    description: 'A page of what a run found.',
  },
  { name: 'DetectionRunAnomalyEdge', description: 'A stretch in a list.' },
);

export const DetectionRunRef = nodeOf('DetectionRun', DetectionRun);

DetectionRunRef.implement({
  description:
    'A stored range judged in hindsight by one version. It never changes, and is never mixed with live anomalies.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'The sensor.', resolve: ({ sensorId }) => sensorId }),
    modelVersion: t.field({
      type: ModelVersionRef,
      description: 'The version that judged.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
    from: t.expose('fromMs', { type: 'DateTime', description: 'The first sample.' }),
    to: t.expose('toMs', { type: 'DateTime', description: 'The last sample.' }),
    samplingPeriodMs: t.exposeInt('samplingPeriodMs', { description: 'Milliseconds between two samples.' }),
    sampleCount: t.exposeInt('sampleCount', { description: 'Samples judged.' }),
    cleaning: t.field({
      type: RunCleaningRef,
      description: 'What was done to the values before they were judged.',
      resolve: ({ cleaning }) => JSON.parse(cleaning),
    }),
    anomalyCount: t.exposeInt('anomalyCount', { description: 'Stretches found.' }),
    flaggedCount: t.exposeInt('flaggedCount', { description: 'Samples that lie in one of them.' }),
    anomalies: t.loadable({
      type: RunAnomalyConnection,
      byPath: true,
      description: 'The stretches found, in order.',
      args: pageArgs(t.arg),
      complexity: pageCost,
      load: (ids: number[], { em }, page) =>
        connections(RUN_ANOMALIES_BY_START, page, (request) => runAnomalyPages(em, ids, request)),
      resolve: ({ id }) => id,
    }),
    requestedBy: t.exposeString('requestedBy', { description: 'Who asked for it.' }),
    createdAt: t.expose('createdAtMs', { type: 'DateTime', description: 'When it was stored.' }),
  }),
});

const DetectionRunConnection = builder.connectionObject(
  { type: DetectionRunRef, name: 'DetectionRunConnection', description: 'A page of detection runs.' },
  { name: 'DetectionRunEdge', description: 'A detection run in a list.' },
);

const DetectionRunFilter = builder.inputType('DetectionRunFilter', {
  description: 'Which detection runs to list. Every field that is given must match.',
  fields: (t) => ({
    sensorId: t.id({ description: 'Of this sensor.' }).validate(idOf('Sensor').nullish()),
    modelVersionId: t.id({ description: 'Judged by this version.' }).validate(idOf('ModelVersion').nullish()),
  }),
});

builder.queryFields((t) => ({
  detectionRun: t.field({
    type: DetectionRunRef,
    nullable: true,
    description: 'A detection run; null where there is none.',
    args: { id: t.arg.id({ required: true, description: 'The run.' }).validate(idOf('DetectionRun')) },
    resolve: (_, { id }) => id,
  }),
  detectionRuns: t.field({
    type: DetectionRunConnection,
    description: 'Detection runs, newest first.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: DetectionRunFilter, description: 'Which runs; all when absent.' }),
    },
    complexity: pageCost,
    resolve: (_, { filter, ...page }, { em }) =>
      connection(NEWEST_RUNS, page, (request) => detectionRunPage(em, filter ?? {}, request)),
  }),
}));
