import { type QueueEstimate, queueEstimate } from '../src/jobs/queue-estimate.ts';
import type { ModelTask } from '../src/registry/registered-model.ts';
import {
  type SensorTraining,
  sensorTrainings,
  TRAININGS_BY_TAG,
  type TrainingState,
  trainingTotals,
} from '../src/training/sensor-training.ts';
import { TRAIN_JOB } from '../src/training/train-request.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { enumOf } from './enum.ts';
import { EquipmentRef } from './equipment.ts';
import { idOf } from './global-id.ts';
import { ModelVersionRef } from './model-version.ts';
import { ModelTaskEnum } from './registered-model.ts';
import { SensorRef } from './sensor.ts';
import { TrainingJobRef } from './training-job.ts';

export const TrainingStateEnum = enumOf<TrainingState>(
  'TrainingState',
  'How a sensor stands with its models of a task.',
  {
    NEVER: 'It has no version.',
    FAILED: 'Its last training failed, after the newest version was made if there is one.',
    STALE:
      'Its newest version is older than the retraining policy of the task allows; 30 days where none was set.',
    TRAINED: 'Its newest version is not.',
  },
);

const SensorTrainingRef = builder.objectRef<SensorTraining>('SensorTraining').implement({
  description: 'How a CONTINUOUS sensor in service stands with its models of a task.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'The sensor.', resolve: ({ sensorId }) => sensorId }),
    state: t.expose('state', { type: TrainingStateEnum, description: 'How it stands.' }),
    newestVersion: t.field({
      type: ModelVersionRef,
      nullable: true,
      description: 'The version that was made last; it need not be live.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
    lastTraining: t.field({
      type: TrainingJobRef,
      nullable: true,
      description: 'The training that succeeded or failed last: its `failure` says why.',
      resolve: ({ endedJobId }) => endedJobId,
    }),
    pendingTraining: t.field({
      type: TrainingJobRef,
      nullable: true,
      description: 'The newest training that waits or runs.',
      resolve: ({ pendingJobId }) => pendingJobId,
    }),
  }),
});

const SensorTrainingConnection = builder.connectionObject(
  {
    type: SensorTrainingRef,
    name: 'SensorTrainingConnection',
    description: 'A page of sensors with their training.',
  },
  { name: 'SensorTrainingEdge', description: 'A sensor with its training in a list.' },
);

const TrainingTotalsRef = builder.objectRef<Record<TrainingState, number>>('TrainingTotals').implement({
  description: 'How many sensors are in each state.',
  fields: (t) => ({
    never: t.exposeInt('NEVER', { description: 'Without a version.' }),
    failed: t.exposeInt('FAILED', { description: 'Whose last training failed.' }),
    stale: t.exposeInt('STALE', { description: 'Whose newest version is too old.' }),
    trained: t.exposeInt('TRAINED', { description: 'Whose newest version is not.' }),
  }),
});

const seconds = (ms: number | null) => (ms === null ? null : ms / 1_000);

const TrainingQueueRef = builder.objectRef<QueueEstimate>('TrainingQueue').implement({
  description:
    'What the queue of trainings still has before it, by what trainings of the same family took before.',
  fields: (t) => ({
    queued: t.exposeInt('queued', { description: 'Jobs that wait.' }),
    running: t.exposeInt('running', { description: 'Jobs that are under way.' }),
    workers: t.exposeInt('slots', {
      description: 'Jobs that can run at once, over all processes that are there.',
    }),
    unmeasured: t.exposeInt('unmeasured', {
      description: 'Jobs of families of which none was measured yet; they are in no estimate.',
    }),
    workSeconds: t.float({
      description: 'The time that all others together take a worker.',
      resolve: ({ workMs }) => workMs / 1_000,
    }),
    remainingSeconds: t.float({
      nullable: true,
      description: 'Until the queue is empty when nothing is added; null while that cannot be told.',
      resolve: ({ remainingMs }) => seconds(remainingMs),
    }),
  }),
});

interface Status {
  readonly task: ModelTask;
  readonly within: number | null;
}

const TrainingStatusRef = builder.objectRef<Status>('TrainingStatus').implement({
  description: 'How the sensors of a part of the plant stand with their models of a task.',
  fields: (t) => ({
    totals: t.field({
      type: TrainingTotalsRef,
      description: 'How many sensors are in each state.',
      complexity: 10,
      resolve: (filter, _, { em }) => trainingTotals(em, filter),
    }),
    sensors: t.field({
      type: SensorTrainingConnection,
      description: 'The sensors by tag.',
      args: {
        ...pageArgs(t.arg),
        states: t.arg({ type: [TrainingStateEnum], description: 'In one of these states; all when absent.' }),
      },
      complexity: pageCost,
      resolve: (status, { states, ...page }, { em }) =>
        connection(TRAININGS_BY_TAG, page, (request) => sensorTrainings(em, { ...status, states }, request)),
    }),
  }),
});

builder.queryFields((t) => ({
  trainingStatus: t.field({
    type: TrainingStatusRef,
    description: 'What is trained, stale, failed or was never trained.',
    args: {
      task: t.arg({ type: ModelTaskEnum, required: true, description: 'For this task.' }),
      within: t.arg
        .id({ description: 'Of this equipment and of everything below it; of all when absent.' })
        .validate(idOf('Equipment').nullish()),
    },
    resolve: (_, { task, within }) => ({ task, within: within ?? null }),
  }),
  trainingQueue: t.field({
    type: TrainingQueueRef,
    description: 'What trainings wait and run, and how long that takes.',
    complexity: 10,
    resolve: (_, __, { em }) => queueEstimate(em, TRAIN_JOB),
  }),
}));

builder.objectField(EquipmentRef, 'trainingStatus', (t) =>
  t.field({
    type: TrainingStatusRef,
    description: 'What of this and of everything below it is trained, stale, failed or was never trained.',
    args: { task: t.arg({ type: ModelTaskEnum, required: true, description: 'For this task.' }) },
    resolve: ({ id }, { task }) => ({ task, within: id }),
  }),
);
