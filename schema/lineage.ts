import type { LineageChange, LineageChangeKind } from '../src/datasets/lineage-change.ts';
import type { DatasetLineage, Lineage } from '../src/datasets/lineage-check.ts';
import { BusyError } from '../src/errors.ts';
import { builder } from './builder.ts';
import { DatasetVersionRef } from './dataset-version.ts';
import { enumOf } from './enum.ts';
import { idOf } from './global-id.ts';
import { ModelVersionRef } from './model-version.ts';
import { SensorRef } from './sensor.ts';

const COST = 300;

const LineageChangeKindEnum = enumOf<LineageChangeKind>(
  'LineageChangeKind',
  'What is not as it was when a dataset was pinned.',
  {
    READINGS_GONE: 'Readings that were stored no longer are.',
    SAMPLE_COUNT: 'Readings came later.',
    RANGE: 'The first or the last sample has no reading any longer.',
    VALUES: 'Stored values of the sensor differ.',
    INPUTS: 'Values of an input differ.',
    LABELS: 'Operators hold other samples before those for judging to be anomalous.',
    CLEANING: 'The same cleaning steps give another result.',
    FEATURES: 'This release computes features otherwise.',
    ARRAYS: 'The arrays differ; what they were made of was not recorded then.',
  },
);

const LineageChangeRef = builder.objectRef<LineageChange>('LineageChange').implement({
  description: 'One thing that is not as it was.',
  fields: (t) => ({
    kind: t.expose('kind', { type: LineageChangeKindEnum, description: 'What it is.' }),
    message: t.exposeString('message', { description: 'The same in words, with figures.' }),
    samples: t.int({
      nullable: true,
      description:
        'Readings or samples that it is about, of VALUES at most so many; null where none are counted.',
      resolve: ({ samples }) => samples,
    }),
    first: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Of VALUES the first instant that may differ; of RANGE the first reading now.',
      resolve: ({ firstMs }) => firstMs,
    }),
    last: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Of VALUES the last instant that may differ; of RANGE the last reading now.',
      resolve: ({ lastMs }) => lastMs,
    }),
    input: t.field({
      type: SensorRef,
      nullable: true,
      description: 'Of INPUTS: whose values.',
      resolve: ({ sensorId }) => sensorId,
    }),
  }),
});

const DatasetLineageRef = builder.objectRef<DatasetLineage>('DatasetLineage').implement({
  description: 'The data of one sensor, made again from what is stored now by the recorded steps.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'The sensor.', resolve: ({ sensorId }) => sensorId }),
    datasetVersion: t.field({
      type: DatasetVersionRef,
      description: 'What the version was fitted and judged on of it.',
      resolve: ({ datasetVersionId }) => datasetVersionId,
    }),
    isUnchanged: t.boolean({
      description: 'Whether the arrays are the same, number by number.',
      resolve: ({ changes }) => changes.length === 0,
    }),
    sha256: t.exposeString('sha256', {
      nullable: true,
      description: 'SHA-256 over the arrays as they are made now; null where no reading is left.',
    }),
    changes: t.expose('changes', {
      type: [LineageChangeRef],
      description: 'What is not as it was; empty where the arrays are the same.',
    }),
  }),
});

const LineageRef = builder.objectRef<Lineage>('Lineage').implement({
  description: 'The data of a version, made again from what is stored now by the recorded steps.',
  fields: (t) => ({
    modelVersion: t.field({
      type: ModelVersionRef,
      description: 'The version.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
    datasetVersion: t.field({
      type: DatasetVersionRef,
      description: 'What it was fitted and judged on; of a group that of its first sensor.',
      resolve: ({ datasets }) => datasets[0].datasetVersionId,
    }),
    isUnchanged: t.boolean({
      description: 'Whether the arrays are the same, number by number; of a group those of all its sensors.',
      resolve: ({ datasets }) => datasets.every(({ changes }) => changes.length === 0),
    }),
    sha256: t.string({
      nullable: true,
      description:
        'SHA-256 over the arrays as they are made now, of a group those of its first sensor; null where no reading is left.',
      resolve: ({ datasets }) => datasets[0].sha256,
    }),
    changes: t.field({
      type: [LineageChangeRef],
      description: 'What is not as it was, of all sensors; empty where the arrays are the same.',
      resolve: ({ datasets }) => datasets.flatMap(({ changes }) => changes),
    }),
    datasets: t.expose('datasets', {
      type: [DatasetLineageRef],
      description: 'The same of each sensor.',
    }),
  }),
});

builder.queryField('verifyLineage', (t) =>
  t.field({
    type: LineageRef,
    description:
      'Makes the data of a version again from the readings and labels stored now, and says what changed. Changes ' +
      'nothing. Refuses with NOT_FOUND or BUSY.',
    errors: { types: [BusyError] },
    args: {
      modelVersionId: t.arg
        .id({ required: true, description: 'The version.' })
        .validate(idOf('ModelVersion')),
    },
    complexity: COST,
    resolve: (_, { modelVersionId }, { services, signal }) => services.lineage.verify(modelVersionId, signal),
  }),
);
