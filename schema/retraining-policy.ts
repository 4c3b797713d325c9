import {
  type RetrainingPolicy,
  retrainingPolicy,
  setRetrainingPolicy,
} from '../src/training/retraining-policy.ts';
import { builder } from './builder.ts';
import { ModelTaskEnum } from './registered-model.ts';

const WORDS = {
  isEnabled: 'Whether it asks for trainings at all.',
  maximumAgeDays: 'A version older than this is stale, above 0 and at most 3650.',
  includeUntrained:
    'Also trains sensors that have no version: discord-envelope or ridge with their defaults.',
  jobsPerDay: 'The budget: trainings that it asks for within 24 hours, 1 to 100000.',
  coolDownHours:
    'A sensor is left alone for so long after its last training was asked for, by anyone and however it ended: above 0 and at most 8760.',
  trainOnLastDays: 'Data older than this is left out, above 0 and at most 3650; everything stored when null.',
  promote: 'Makes the new versions live. Without it the policy never changes what is live.',
};

const RetrainingPolicyRef = builder.objectRef<RetrainingPolicy>('RetrainingPolicy').implement({
  description:
    'When models of a task are trained again without being asked for: as the newest version of the sensor was, on what is ' +
    'stored by then, the oldest first. Every change is a version that stays.',
  fields: (t) => ({
    task: t.expose('task', { type: ModelTaskEnum, description: 'For which task.' }),
    version: t.exposeInt('version', { description: 'Counts the changes of the policy of the task, from 1.' }),
    isEnabled: t.boolean({ description: WORDS.isEnabled, resolve: (policy) => policy.ruled().isEnabled }),
    maximumAgeDays: t.float({
      description: WORDS.maximumAgeDays,
      resolve: (policy) => policy.ruled().maximumAgeDays,
    }),
    includeUntrained: t.boolean({
      description: WORDS.includeUntrained,
      resolve: (policy) => policy.ruled().includeUntrained,
    }),
    jobsPerDay: t.int({ description: WORDS.jobsPerDay, resolve: (policy) => policy.ruled().jobsPerDay }),
    coolDownHours: t.float({
      description: WORDS.coolDownHours,
      resolve: (policy) => policy.ruled().coolDownHours,
    }),
    trainOnLastDays: t.float({
      nullable: true,
      description: WORDS.trainOnLastDays,
      resolve: (policy) => policy.ruled().trainOnLastDays,
    }),
    promote: t.boolean({ description: WORDS.promote, resolve: (policy) => policy.ruled().promote }),
    from: t.expose('fromMs', { type: 'DateTime', description: 'Since when it holds.' }),
    setBy: t.exposeString('setBy', { description: 'Who set it.' }),
  }),
});

builder.queryField('retrainingPolicy', (t) =>
  t.field({
    type: RetrainingPolicyRef,
    nullable: true,
    description: 'The retraining policy of a task, now or at an instant; null before the first was set.',
    args: {
      task: t.arg({ type: ModelTaskEnum, required: true, description: 'The task.' }),
      asOf: t.arg({
        type: 'DateTime',
        description: 'The policy that held at this instant; now when absent.',
      }),
    },
    resolve: (_, { task, asOf }, { em }) => retrainingPolicy(em, task, asOf ?? undefined),
  }),
);

const SetRetrainingPolicyInput = builder.inputType('SetRetrainingPolicyInput', {
  description: 'What to change of the policy of a task; what is absent stays.',
  fields: (t) => ({
    task: t.field({ type: ModelTaskEnum, required: true, description: 'The task.' }),
    isEnabled: t.boolean({ description: `${WORDS.isEnabled} At first false.` }),
    maximumAgeDays: t.float({ description: `${WORDS.maximumAgeDays} At first 30.` }),
    includeUntrained: t.boolean({ description: `${WORDS.includeUntrained} At first false.` }),
    jobsPerDay: t.int({ description: `${WORDS.jobsPerDay} At first 100.` }),
    coolDownHours: t.float({ description: `${WORDS.coolDownHours} At first 24.` }),
    trainOnLastDays: t.float({ description: `${WORDS.trainOnLastDays} At first null.` }),
    promote: t.boolean({ description: `${WORDS.promote} At first false.` }),
  }),
});

builder.mutationField('setRetrainingPolicy', (t) =>
  t.field({
    type: RetrainingPolicyRef,
    description: 'Sets the retraining policy of a task from now on. Refuses with INVALID_INPUT.',
    errors: {},
    args: {
      input: t.arg({ type: SetRetrainingPolicyInput, required: true, description: 'What to change.' }),
    },
    resolve: (_, { input: { task, ...change } }, { services, viewer }) =>
      setRetrainingPolicy(services.db, task, change, viewer.name),
  }),
);
