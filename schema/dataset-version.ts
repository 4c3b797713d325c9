import { DatasetVersion } from '../src/datasets/dataset-version.ts';
import { testFrom } from '../src/datasets/split-counts.ts';
import { DatasetCleaningRef } from './cleaning.ts';
import { FeaturesRef } from './features.ts';
import { nodeOf } from './node.ts';
import { SensorRef } from './sensor.ts';

export const DatasetVersionRef = nodeOf('DatasetVersion', DatasetVersion);

DatasetVersionRef.implement({
  description:
    'The exact arrays that a version was fitted and judged on: a grid, split by time into samples for fitting, for choosing ' +
    'weights if there are any, and for judging.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'Whose readings.', resolve: ({ sensorId }) => sensorId }),
    from: t.expose('fromMs', { type: 'DateTime', description: 'The first sample.' }),
    to: t.expose('toMs', { type: 'DateTime', description: 'The last sample.' }),
    samplingPeriodMs: t.exposeInt('samplingPeriodMs', { description: 'Milliseconds between two samples.' }),
    sampleCount: t.exposeInt('sampleCount', { description: 'Samples of the grid.' }),
    missingCount: t.exposeInt('missingCount', {
      description: 'Samples of the grid without a value, after cleaning.',
    }),
    cleaning: t.field({
      type: DatasetCleaningRef,
      nullable: true,
      description: 'What was done to the values; null where they are as they were stored.',
      resolve: ({ cleaning }) => (cleaning == null ? null : JSON.parse(cleaning)),
    }),
    features: t.field({
      type: FeaturesRef,
      nullable: true,
      description:
        'What the fit was given beside these arrays, computed from them; null where it was given nothing.',
      resolve: ({ features }) => (features == null ? null : JSON.parse(features)),
    }),
    trainCount: t.exposeInt('trainCount', { description: 'Samples for fitting: the first ones.' }),
    validationCount: t.exposeInt('validationCount', {
      description: 'Samples by which networks choose their weights: after those for fitting and a gap.',
    }),
    gapCount: t.exposeInt('gapCount', {
      description:
        'Samples left out before the validation part, where there is one, and before the part that judges.',
    }),
    testCount: t.int({
      description: 'Samples for judging: the later ones, which no fit has seen.',
      resolve: (dataset) => dataset.sampleCount - testFrom(dataset),
    }),
    inputs: t.field({
      type: [SensorRef],
      description: 'The sensors whose values stand beside those of the sensor, in their order.',
      resolve: ({ inputSensorIds }) => JSON.parse(inputSensorIds) as number[],
    }),
    sha256: t.exposeString('sha256', {
      description: 'SHA-256 over the arrays and the grid, as hexadecimal digits.',
    }),
    createdAt: t.expose('createdAtMs', { type: 'DateTime', description: 'When it was pinned.' }),
  }),
});
