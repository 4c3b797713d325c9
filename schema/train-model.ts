import { InsufficientDataError } from '../src/errors.ts';
import { AlreadyQueuedError } from '../src/jobs/job-queue.ts';
import { builder, type InputFields } from './builder.ts';
import { CleaningInput } from './cleaning-input.ts';
import { Failure } from './failure.ts';
import { FeaturesInput } from './features-input.ts';
import { idOf } from './global-id.ts';
import { ModelInput, trainable } from './model-input.ts';
import { TrainingJobRef } from './training-job.ts';

/** What one training and a batch of them have in common. */
export const trainingFields = (t: InputFields) => ({
  model: t.field({ type: ModelInput, required: true, description: 'The family with its settings.' }),
  seed: t.int({ defaultValue: 0, description: 'The same seed and data give the same weights; 0 or more.' }),
  from: t.field({
    type: 'DateTime',
    description: 'The first instant of the data; the first reading when absent.',
  }),
  to: t.field({
    type: 'DateTime',
    description: 'The last instant of the data; the last reading when absent.',
  }),
  trainShare: t.float({
    defaultValue: 0.8,
    description: 'The earlier share of the samples that the fit sees, 0.1 to 0.95; the later ones judge it.',
  }),
  validationShare: t.float({
    defaultValue: 0,
    description:
      'The share after it by which networks choose the epoch of their weights, at least 0.02 and with trainShare at most 0.95; ' +
      'other families leave it out. With 0 networks take the end of what they are fitted on.',
  }),
  gap: t.int({
    defaultValue: 0,
    description:
      'Samples left out before the validation part and before the part that judges, 0 to 100000, so that no window reaches ' +
      'from one part into the next.',
  }),
  cleaning: t.field({
    type: CleaningInput,
    description:
      'What is done to the samples that the fit sees. No reading is taken out of the later ones, which judge: there only ' +
      'gaps are imputed, and only for a detector. Nothing when absent.',
  }),
  features: t.field({
    type: FeaturesInput,
    description:
      'What the detector is given beside the values of the sensor and of its inputs, computed from the values and their times. ' +
      'None when absent; FEATURES_NOT_TAKEN where the family takes none.',
  }),
  promote: t.boolean({
    defaultValue: false,
    description:
      'Make the version live as soon as it exists, if the gate lets it (`TrainingJob.gateDecision`); the job succeeds in any case. Without ' +
      'it, nothing changes until someone promotes it.',
  }),
  priority: t.int({
    defaultValue: 0,
    description: 'The higher, the sooner it is started, -100 to 100; of equals the oldest is first.',
  }),
});

const TrainModelInput = builder.inputType('TrainModelInput', {
  description: 'What to train, on what.',
  fields: (t) => ({
    sensorId: t
      .id({ required: true, description: 'The sensor, of kind CONTINUOUS.' })
      .validate(idOf('Sensor')),
    ...trainingFields(t),
  }),
});

builder.objectType(AlreadyQueuedError, {
  name: 'AlreadyQueued',
  description: 'The identical training waits or runs already; nothing was added. Code ALREADY_QUEUED.',
  interfaces: [Failure],
  fields: (t) => ({
    trainingJob: t.field({
      type: TrainingJobRef,
      description: 'The job that does it.',
      resolve: ({ details }) => Number(details.jobId),
    }),
  }),
});

/** The settings of an input in the words of the training room. */
export const trainSettings = <Input extends TrainSettings>({ model, from, to, ...rest }: Input) => ({
  ...rest,
  ...trainable(model),
  fromMs: from,
  toMs: to,
});

interface TrainSettings {
  readonly model: typeof ModelInput.$inferInput;
  readonly from?: number | null;
  readonly to?: number | null;
}

builder.mutationField('trainModel', (t) =>
  t.field({
    type: TrainingJobRef,
    description:
      'Puts a training job into the queue and answers at once; `trainingJobEvents` tells how it goes on. What cannot ' +
      'succeed is refused here: INSUFFICIENT_DATA, RETIRED, STEP_SENSOR, DATASET_TOO_LARGE, DATASET_TOO_SPARSE, FEATURES_NOT_TAKEN, INVALID_INPUT; ' +
      'what waits or runs already is told to: ALREADY_QUEUED.',
    errors: { types: [InsufficientDataError, AlreadyQueuedError] },
    args: { input: t.arg({ type: TrainModelInput, required: true, description: 'What to train.' }) },
    resolve: (_, { input }, { services, viewer }) => services.training.train(trainSettings(input), viewer),
  }),
);
