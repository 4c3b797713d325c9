import { Job } from '../src/jobs/job.ts';
import type { Epoch } from '../src/ml/detector.ts';
import type { TrainDetail } from '../src/training/fit-log.ts';
import { type GroupRequest, TRAIN_JOB } from '../src/training/train-request.ts';
import type { TrainOutcome } from '../src/training/trained-model.ts';
import { builder } from './builder.ts';
import { GateDecisionRef } from './gate-decision.ts';
import { idOf } from './global-id.ts';
import { type JobFacts, JobRef, parsed } from './job.ts';
import { jobList } from './job-list.ts';
import { jobStream } from './job-stream.ts';
import { ModelVersionRef } from './model-version.ts';
import { nodeOf } from './node.ts';
import { SensorRef } from './sensor.ts';
import { TensorBackendRef } from './tensor-backend.ts';

const modelVersionOf = ({ result }: JobFacts) => parsed<TrainOutcome>(result)?.modelVersionId ?? null;

const EpochRef = builder.objectRef<Epoch>('Epoch').implement({
  description:
    'One pass of a training over its windows. Losses are mean squared errors of scaled values; of a Transformer the mean ' +
    'pinball loss, in typical standard deviations of a window.',
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
    gateDecisions: t.field({
      type: [GateDecisionRef],
      description:
        'The same, of each sensor of a group in the order of `TrainingJob.group`: all passed, or none of them got the version.',
      resolve: ({ result }) => [...(parsed<TrainOutcome>(result)?.gateDecisionIds ?? [])],
    }),
  }),
});

export const TrainingJobRef = nodeOf('TrainingJob', Job, ({ kind }) => kind === TRAIN_JOB);
TrainingJobRef.implement({
  description: 'A training job as it is now.',
  interfaces: [JobRef, TrainingFacts],
});

const TrainingGroupRef = builder.objectRef<GroupRequest['group']>('TrainingGroup').implement({
  description: 'Sensors that are trained together, to share weights.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name of the group: `ModelVersion.scopeName`.' }),
    sensors: t.field({
      type: [SensorRef],
      description: 'Its sensors.',
      resolve: ({ sensorIds }) => [...sensorIds],
    }),
  }),
});

builder.objectField(TrainingJobRef, 'group', (t) =>
  t.field({
    type: TrainingGroupRef,
    nullable: true,
    description: 'For whom, where several sensors share the weights; null for one sensor.',
    resolve: ({ request }) => (JSON.parse(request) as Partial<GroupRequest>).group,
  }),
);

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
    errors: {},
    args: { input: t.arg({ type: CancelTrainingJobInput, required: true, description: 'What to cancel.' }) },
    resolve: (_, { input }, { services }) => services.jobs.cancel(input.id, TRAIN_JOB),
  }),
}));
