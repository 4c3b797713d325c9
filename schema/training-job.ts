import { InsufficientDataError } from '../src/errors.ts';
import { Job } from '../src/jobs/job.ts';
import type { Epoch } from '../src/ml/detector.ts';
import { TRAIN_JOB, type TrainDetail, type TrainOutcome } from '../src/training/training.ts';
import { builder } from './builder.ts';
import { CleaningInput } from './cleaning-input.ts';
import { GateDecisionRef } from './gate-decision.ts';
import { idOf } from './global-id.ts';
import { type JobFacts, JobRef, parsed } from './job.ts';
import { jobList } from './job-list.ts';
import { jobStream } from './job-stream.ts';
import { ModelInput, trainable } from './model-input.ts';
import { ModelVersionRef } from './model-version.ts';
import { nodeOf } from './node.ts';
import { TensorBackendRef } from './tensor-backend.ts';

const modelVersionOf = ({ result }: JobFacts) => parsed<TrainOutcome>(result)?.modelVersionId ?? null;

const EpochRef = builder.objectRef<Epoch>('Epoch').implement({
  description: 'One pass of a training over its windows. Losses are mean squared errors of scaled values.',
  fields: (t) => ({
    number: t.exposeInt('epoch', { description: 'Counts the passes, from 1.' }),
    loss: t.exposeFloat('loss', { description: 'On the windows that the weights saw, with dropout.' }),
    validationLoss: t.exposeFloat('validationLoss', {
      description: 'On later windows that they did not see.',
    }),
  }),
});

const TrainingFacts = builder.interfaceRef<JobFacts>('Training').implement({
  description:
    'The way of a model from request to version: as it is now (`TrainingJob`), or as it was (`TrainingJobSnapshot`).',
  interfaces: [JobRef],
  fields: (t) => ({
    epochs: t.field({
      type: [EpochRef],
      description: 'The passes of this attempt so far; empty for models that are not trained in passes.',
      resolve: ({ detail }) => parsed<TrainDetail>(detail)?.epochs ?? [],
    }),
    tensorBackend: t.field({
      type: TensorBackendRef,
      nullable: true,
      description: 'What it computes with; null for models that are no networks.',
      resolve: ({ detail }) => parsed<TrainDetail>(detail)?.tensors,
    }),
    modelVersion: t.field({
      type: ModelVersionRef,
      nullable: true,
      description: 'The version that it made; null until it has succeeded.',
      resolve: modelVersionOf,
    }),
    gateDecision: t.field({
      type: GateDecisionRef,
      nullable: true,
      description:
        'What the gate said of it; null where promotion was not asked for, or it has not succeeded.',
      resolve: ({ result }) => parsed<TrainOutcome>(result)?.gateDecisionIds?.[0] ?? null,
    }),
  }),
});

const TrainingJobRef = nodeOf('TrainingJob', Job, ({ kind }) => kind === TRAIN_JOB);
TrainingJobRef.implement({
  description: 'A training job as it is now.',
  interfaces: [JobRef, TrainingFacts],
});

builder.objectField(ModelVersionRef, 'trainingJob', (t) =>
  t.field({
    type: TrainingJobRef,
    description: 'The training that made it.',
    resolve: ({ trainingJobId }) => trainingJobId,
  }),
);

jobList({ kind: TRAIN_JOB, node: TrainingJobRef, noun: 'training job', field: 'trainingJobs' });

jobStream({
  kind: TRAIN_JOB,
  node: TrainingJobRef,
  noun: 'training job',
  field: 'trainingJob',
  facts: TrainingFacts,
});

const TrainModelInput = builder.inputType('TrainModelInput', {
  description: 'What to train, on what.',
  fields: (t) => ({
    sensorId: t
      .id({ required: true, description: 'The sensor, of kind CONTINUOUS.' })
      .validate(idOf('Sensor')),
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
      description:
        'The earlier share of the samples that the fit sees, 0.1 to 0.95; the later ones judge it.',
    }),
    cleaning: t.field({
      type: CleaningInput,
      description:
        'What is done to the samples that the fit sees. No reading is taken out of the later ones, which judge: there only ' +
        'gaps are imputed, and only for a detector. Nothing when absent.',
    }),
    promote: t.boolean({
      defaultValue: false,
      description:
        'Make the version live as soon as it exists, if the gate lets it (`TrainingJob.gateDecision`); the job succeeds in any case. Without ' +
        'it, nothing changes until someone promotes it.',
    }),
  }),
});

const CancelTrainingJobInput = builder.inputType('CancelTrainingJobInput', {
  description: 'What to cancel.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The training job.' }).validate(idOf('TrainingJob')),
  }),
});

builder.mutationFields((t) => ({
  trainModel: t.field({
    type: TrainingJobRef,
    description:
      'Puts a training job into the queue and answers at once; `trainingJobEvents` tells how it goes on. What cannot ' +
      'succeed is refused here: INSUFFICIENT_DATA, RETIRED, STEP_SENSOR, DATASET_TOO_LARGE, DATASET_TOO_SPARSE, INVALID_INPUT.',
    authScopes: { may: 'trainModels' },
    errors: { types: [InsufficientDataError] },
    args: { input: t.arg({ type: TrainModelInput, required: true, description: 'What to train.' }) },
    resolve: (_, { input: { model, from, to, ...rest } }, { services, viewer }) =>
      services.training.train({ ...rest, ...trainable(model), fromMs: from, toMs: to }, viewer.name),
  }),
  cancelTrainingJob: t.field({
    type: TrainingJobRef,
    description:
      'Ends a training job that is queued or running; nothing of it remains. Refuses with JOB_FINISHED or NOT_FOUND. ' +
      'Asking again changes nothing.',
    authScopes: { may: 'trainModels' },
    errors: {},
    args: { input: t.arg({ type: CancelTrainingJobInput, required: true, description: 'What to cancel.' }) },
    resolve: (_, { input }, { services }) => services.jobs.cancel(input.id, TRAIN_JOB),
  }),
}));
