import type { RecordedSeries } from '../src/live/line.ts';
import { BatchError, type Rejection, type RejectionReason } from '../src/readings/batch.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum.ts';
import { Failure } from './failure.ts';
import { idOf } from './global-id.ts';
import { QualityEnum } from './reading.ts';
import { SensorRef } from './sensor.ts';

const RejectionReasonEnum = enumOf<RejectionReason>('RejectionReason', 'Why a reading was not stored.', {
  NON_FINITE_VALUE: 'The value is no finite number; a missing one is null.',
  INVALID_TIME: 'The source time is not a plausible instant.',
  DUPLICATE_TIME: 'The source time repeats that of the reading before.',
  DECREASING_TIME: 'The source time is before that of the reading before.',
  FAR_FUTURE: 'The source time is too far ahead of the clock here.',
});

const RejectionRef = builder.objectRef<Rejection>('RejectedReading').implement({
  description: 'A reading that was not stored.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Its place in the columns as they were sent, from 0.' }),
    reason: t.expose('reason', { type: RejectionReasonEnum, description: 'Why.' }),
    message: t.exposeString('message', { description: 'Why, for people.' }),
  }),
});

const RecordedSeriesRef = builder.objectRef<RecordedSeries>('RecordedSeries').implement({
  description: 'What became of the readings of one sensor.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'The sensor.', resolve: ({ sensorId }) => sensorId }),
    accepted: t.exposeInt('accepted', { description: 'Readings that are now on disk.' }),
    duplicates: t.exposeInt('duplicates', {
      description: 'Readings whose source time was stored before. What was stored first stays.',
    }),
    late: t.exposeInt('late', {
      description:
        'Of the accepted, those older than the newest reading of the sensor, within the bound (LATENESS_MS): what they ' +
        'touch is judged again, and a published anomaly that changes gets a new revision.',
    }),
    backfilled: t.exposeInt('backfilled', {
      description:
        'Of the accepted, those older than the bound allows: stored for training and plots, not judged.',
    }),
    rejected: t.expose('rejected', {
      type: [RejectionRef],
      complexity: { field: 1, multiplier: 1 },
      description: 'Readings that were not stored.',
    }),
  }),
});

const RecordedReadingsRef = builder
  .objectRef<{ readonly series: readonly RecordedSeries[] }>('RecordedReadings')
  .implement({
    description: 'What became of a batch. Everything accepted is on disk; it is judged right after.',
    fields: (t) => ({
      series: t.field({
        type: [RecordedSeriesRef],
        description: 'One answer for each series, in the order they were sent.',
        resolve: ({ series }) => [...series],
      }),
    }),
  });

builder.objectType(BatchError, {
  name: 'BatchFailure',
  description:
    'The batch cannot be taken, and nothing of it was stored: EMPTY_BATCH, BATCH_TOO_LARGE, UNEQUAL_COLUMNS, ' +
    'REPEATED_SENSOR or SENSOR_RETIRED.',
  interfaces: [Failure],
});

const SeriesInput = builder.inputType('SeriesInput', {
  description: 'Readings of one sensor as columns of equal length, ascending in time.',
  fields: (t) => ({
    sensorId: t.id({ required: true, description: 'The sensor.' }).validate(idOf('Sensor')),
    times: t.field({ type: ['DateTime'], required: true, description: 'When each was measured.' }),
    values: t.field({
      type: ['ReadingValue'],
      required: { list: true, items: false },
      description: 'The values in the unit of the sensor; null where one is missing.',
    }),
    qualities: t.field({
      type: [QualityEnum],
      description: 'What the source says of each; GOOD when absent.',
    }),
  }),
});

const RecordReadingsInput = builder.inputType('RecordReadingsInput', {
  description: 'A batch of readings, at most one series a sensor.',
  fields: (t) => ({
    series: t.field({ type: [SeriesInput], required: true, description: 'The readings, sensor by sensor.' }),
    historical: t.boolean({
      required: true,
      defaultValue: false,
      description: 'True for history: it is stored for training and plots and raises nothing live.',
    }),
  }),
});

builder.mutationField('recordReadings', (t) =>
  t.field({
    type: RecordedReadingsRef,
    description:
      'Stores a batch and answers when it is on disk. A reading that cannot be stored is named and the others are kept. ' +
      'Sending a batch again changes nothing.',
    errors: { types: [BatchError] },
    args: { input: t.arg({ type: RecordReadingsInput, required: true, description: 'The batch.' }) },
    resolve: async (_, { input }, { services }) => ({ series: await services.line.record(input) }),
  }),
);
