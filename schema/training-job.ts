import { Job } from '../src/jobs/job.ts';
import type { JobSnapshot } from '../src/jobs/job-change.ts';
import { jobPage, NEWEST_JOBS } from '../src/jobs/job-page.ts';
import type { Epoch } from '../src/ml/detector.ts';
import { TRAIN_JOB } from '../src/training/train-request.ts';
import type { TrainDetail, TrainOutcome } from '../src/training/training.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { idOf } from './global-id.ts';
import { type JobFacts, JobRef, JobStatusEnum, parsed } from './job.ts';
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
  }),
});

export const TrainingJobRef = nodeOf('TrainingJob', Job, ({ kind }) => kind === TRAIN_JOB);
TrainingJobRef.implement({
  description: 'A training job as it is now.',
  interfaces: [JobRef, TrainingFacts],
});

export const TrainingJobSnapshotRef = builder.objectRef<JobSnapshot>('TrainingJobSnapshot').implement({
  description: 'A training job as it was at one moment; it never changes.',
  interfaces: [JobRef, TrainingFacts],
  fields: (t) => ({
    trainingJob: t.field({
      type: TrainingJobRef,
      description: 'The job as it is now.',
      resolve: ({ jobId }) => jobId,
    }),
  }),
});

builder.objectField(ModelVersionRef, 'trainingJob', (t) =>
  t.field({
    type: TrainingJobRef,
    description: 'The training that made it.',
    resolve: ({ trainingJobId }) => trainingJobId,
  }),
);

const TrainingJobConnection = builder.connectionObject(
  { type: TrainingJobRef, name: 'TrainingJobConnection', description: 'A page of training jobs.' },
  { name: 'TrainingJobEdge', description: 'A training job in a list.' },
);

const TrainingJobFilter = builder.inputType('TrainingJobFilter', {
  description: 'Which training jobs to list. Every field that is given must match.',
  fields: (t) => ({
    sensorId: t.id({ description: 'For this sensor.' }).validate(idOf('Sensor').nullish()),
    statuses: t.field({ type: [JobStatusEnum], description: 'With one of these statuses.' }),
    batchId: t.string({ description: 'Of those that were asked for together.' }),
  }),
});

builder.queryField('trainingJobs', (t) =>
  t.field({
    type: TrainingJobConnection,
    description: 'Training jobs, newest first.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: TrainingJobFilter, description: 'Which jobs; all when absent.' }),
    },
    complexity: pageCost,
    resolve: (_, { filter, ...page }, { em }) =>
      connection(NEWEST_JOBS, page, (request) =>
        jobPage(em, TRAIN_JOB, { ...filter, batch: filter?.batchId }, request),
      ),
  }),
);

const CancelTrainingJobInput = builder.inputType('CancelTrainingJobInput', {
  description: 'What to cancel.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The training job.' }).validate(idOf('TrainingJob')),
  }),
});

builder.mutationFields((t) => ({
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
