import { DomainError, InsufficientDataError, NotFoundError } from '../src/errors.ts';
import type { Job } from '../src/jobs/job.ts';
import { AlreadyQueuedError } from '../src/jobs/job-queue.ts';
import { type Batch, type BatchItem, MOST_SENSORS } from '../src/training/batch-training.ts';
import { builder } from './builder.ts';
import { idOf, idsOf } from './global-id.ts';
import { SensorRef } from './sensor.ts';
import { trainingFields, trainSettings } from './train-model.ts';
import { TrainingJobRef } from './training-job.ts';
import { TrainingStateEnum } from './training-status.ts';

function jobOf({ outcome }: BatchItem): Job {
  if (outcome instanceof DomainError) throw outcome;
  return outcome;
}

const BatchItemRef = builder.objectRef<BatchItem>('TrainModelsItem').implement({
  description: 'What became of one sensor of a batch.',
  fields: (t) => ({
    sensor: t.field({
      type: SensorRef,
      nullable: true,
      description: 'The sensor; null when there is none with the id that was given.',
      resolve: ({ sensorId, outcome }) => (outcome instanceof NotFoundError ? null : sensorId),
    }),
    outcome: t.field({
      type: TrainingJobRef,
      description: 'Its job, or why it has none.',
      errors: {
        types: [InsufficientDataError, AlreadyQueuedError],
        union: {
          name: 'TrainModelsOutcome',
          description: 'The job of one sensor of a batch, or why it has none.',
        },
      },
      resolve: jobOf,
    }),
  }),
});

const BatchRef = builder.objectRef<Batch>('TrainModelsBatch').implement({
  description: 'Trainings that were asked for together.',
  fields: (t) => ({
    batchId: t.exposeString('batch', {
      description: 'For the filter of `trainingJobs`: all new jobs of the batch have it.',
    }),
    items: t.expose('items', {
      type: [BatchItemRef],
      description: 'One for each sensor, as they were listed or by tag.',
    }),
  }),
});

export const TrainingSelection = builder.inputType('TrainingSelection', {
  description:
    'Which sensors: exactly one field. STEP and retired sensors of a part of the plant are left out.',
  isOneOf: true,
  fields: (t) => ({
    sensorIds: t
      .idList({ description: `These, at most ${MOST_SENSORS}.` })
      .validate(idsOf('Sensor', MOST_SENSORS).nullish()),
    within: t
      .id({ description: 'Those of this equipment and of everything below it.' })
      .validate(idOf('Equipment').nullish()),
    everything: t.boolean({ description: 'Those of the whole plant.' }),
  }),
});

const TrainModelsInput = builder.inputType('TrainModelsInput', {
  description: 'What to train for which sensors.',
  fields: (t) => ({
    sensors: t.field({ type: TrainingSelection, required: true, description: 'Which sensors.' }),
    states: t.field({
      type: [TrainingStateEnum],
      description: 'Of these only those in one of the states, such as `[NEVER, STALE]`; all when absent.',
    }),
    concurrency: t.int({
      description:
        'How many jobs of the batch run at once, over all processes; as many as there are workers when absent.',
    }),
    ...trainingFields(t),
  }),
});

const batchInput = ({ sensors, ...rest }: typeof TrainModelsInput.$inferInput) => ({
  ...trainSettings(rest),
  selection: sensors,
});

builder.mutationField('trainModels', (t) =>
  t.field({
    type: BatchRef,
    description:
      'Puts a training job into the queue for each of many sensors, and answers at once. What is wrong for all of them ' +
      '(INVALID_INPUT, NOT_FOUND of the equipment) refuses the whole. Otherwise every sensor has its own outcome: what ' +
      'cannot succeed, or waits or runs already, is told there, and all others are queued together, all or none. So asking ' +
      'again after a lost answer adds nothing.',
    errors: {},
    args: { input: t.arg({ type: TrainModelsInput, required: true, description: 'What to train.' }) },
    resolve: (_, { input }, { services, viewer }) => services.batches.train(batchInput(input), viewer),
  }),
);
