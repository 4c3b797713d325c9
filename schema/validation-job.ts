import type { Row } from '../src/db/keyset.ts';
import { Job } from '../src/jobs/job.ts';
import {
  ModelValidation,
  type ValidationEvidence,
  type ValidationProblem,
  type ValidationVerdict,
} from '../src/promotion/model-validation.ts';
import { VALIDATE_JOB, type ValidateOutcome } from '../src/promotion/model-validations.ts';
import { NEWEST_VALIDATIONS, validationPage } from '../src/promotion/validation-page.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { enumOf } from './enum.ts';
import { idOf } from './global-id.ts';
import { type JobFacts, JobRef, parsed } from './job.ts';
import { jobList } from './job-list.ts';
import { jobStream } from './job-stream.ts';
import { ModelVersionRef } from './model-version.ts';
import { nodeOf } from './node.ts';
import { ModelTaskEnum } from './registered-model.ts';
import { SensorRef } from './sensor.ts';

const VerdictEnum = enumOf<ValidationVerdict>('ValidationVerdict', 'What a check of a version came to.', {
  SOUND: 'It loads, and does on new readings about what it did at its training.',
  DEGRADED: 'It loads, and does worse.',
  UNUSABLE: 'It cannot be loaded, or gives scores that are not finite.',
  UNJUDGED: 'It loads; there are fewer than 50 readings that it was not fitted on.',
});

const ProblemEnum = enumOf<ValidationProblem>('ValidationProblem', 'What is wrong with a version.', {
  ARTIFACT_CORRUPT: 'Its weights are missing, or are not those that were stored.',
  ARTIFACT_UNREADABLE: 'Its weights cannot be taken up, or it throws while it judges.',
  NON_FINITE_SCORES: 'Scores or forecasts on recent readings are not finite.',
  MORE_FALSE_ALARMS: 'More false alarms than the rate of its training explains by chance (1 %).',
  MORE_TIME_OPEN: 'Its anomalies take more of the time, by over 5 % of the readings.',
  LESS_ACCURATE: 'Its mean absolute error is over 1.5 times that of its training.',
  WORSE_CALIBRATED: 'The coverage of its 90 % band is further from 0.9, by over 10 points.',
  TOO_FEW_READINGS: 'There are too few readings that it was not fitted on.',
});

interface ValidationFigure {
  readonly name: string;
  readonly now: number | null;
  readonly atTraining: number | null;
}

const ValidationFigureRef = builder.objectRef<ValidationFigure>('ValidationFigure').implement({
  description: 'A figure on readings after the training, beside that of the training.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What was measured, such as `mae`.' }),
    now: t.exposeFloat('now', {
      nullable: true,
      description: 'On new readings; null where it was not measured.',
    }),
    atTraining: t.exposeFloat('atTraining', {
      nullable: true,
      description: 'On the held-out samples of the training; null where it was not measured.',
    }),
  }),
});

const evidenceOf = ({ evidence }: Row<ModelValidation>): ValidationEvidence => JSON.parse(evidence);

function figuresOf(validation: Row<ModelValidation>): ValidationFigure[] {
  const { now, atTraining } = evidenceOf(validation);
  const names = new Set([...Object.keys(now), ...Object.keys(atTraining)]);
  return [...names].map((name) => ({ name, now: now[name] ?? null, atTraining: atTraining[name] ?? null }));
}

const ModelValidationRef = nodeOf('ModelValidation', ModelValidation);

ModelValidationRef.implement({
  description: 'What a check of a version for a sensor came to. It never changes.',
  fields: (t) => ({
    modelVersion: t.field({
      type: ModelVersionRef,
      description: 'The version.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
    sensor: t.field({ type: SensorRef, description: 'For whom.', resolve: ({ sensorId }) => sensorId }),
    task: t.expose('task', { type: ModelTaskEnum, description: 'For what.' }),
    verdict: t.expose('verdict', { type: VerdictEnum, description: 'What it came to.' }),
    problems: t.field({
      type: [ProblemEnum],
      description: 'What is wrong; empty where it is SOUND.',
      resolve: ({ problems }): ValidationProblem[] => JSON.parse(problems),
    }),
    message: t.string({
      nullable: true,
      description: 'What loading or judging failed with, for people; null where it did not.',
      resolve: (validation) => evidenceOf(validation).message,
    }),
    from: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The first instant of the readings that were judged; null where none were.',
      resolve: (validation) => evidenceOf(validation).fromMs,
    }),
    to: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The last instant.',
      resolve: (validation) => evidenceOf(validation).toMs,
    }),
    readings: t.int({
      description: 'How many readings there are that it was not fitted on, 10000 at most.',
      resolve: (validation) => evidenceOf(validation).readings,
    }),
    figures: t.field({ type: [ValidationFigureRef], description: 'What was measured.', resolve: figuresOf }),
    time: t.expose('validatedAtMs', { type: 'DateTime', description: 'When it was found.' }),
  }),
});

const VerdictCountRef = builder
  .objectRef<{ readonly verdict: ValidationVerdict; readonly count: number }>('VerdictCount')
  .implement({
    description: 'How many versions had a verdict.',
    fields: (t) => ({
      verdict: t.expose('verdict', { type: VerdictEnum, description: 'The verdict.' }),
      count: t.exposeInt('count', { description: 'How many.' }),
    }),
  });

function countsOf({ result }: JobFacts) {
  const verdicts = parsed<ValidateOutcome>(result)?.verdicts ?? ({} as ValidateOutcome['verdicts']);
  return Object.entries(verdicts).map(([verdict, count]) => ({
    verdict: verdict as ValidationVerdict,
    count,
  }));
}

const ValidationFacts = builder.interfaceRef<JobFacts>('Validation').implement({
  description: 'A check of versions: as it is now (`ValidationJob`), or as it was (`ValidationJobSnapshot`).',
  interfaces: [JobRef],
  fields: (t) => ({
    verdicts: t.field({
      type: [VerdictCountRef],
      description: 'How many versions had each verdict; empty until it has succeeded.',
      resolve: countsOf,
    }),
  }),
});

const ValidationJobRef = nodeOf('ValidationJob', Job, ({ kind }) => kind === VALIDATE_JOB);

ValidationJobRef.implement({
  description:
    'A check of versions, as it is now; `modelValidations(filter: {jobId: …})` lists what it found.',
  interfaces: [JobRef, ValidationFacts],
});

jobList({ kind: VALIDATE_JOB, node: ValidationJobRef, noun: 'validation job', field: 'validationJobs' });

jobStream({
  kind: VALIDATE_JOB,
  node: ValidationJobRef,
  noun: 'validation job',
  field: 'validationJob',
  facts: ValidationFacts,
});

const ModelValidationConnection = builder.connectionObject(
  {
    type: ModelValidationRef,
    name: 'ModelValidationConnection',
    description: 'A page of checks of versions.',
  },
  { name: 'ModelValidationEdge', description: 'A check of a version in a list.' },
);

const ModelValidationFilter = builder.inputType('ModelValidationFilter', {
  description: 'Which checks to list. Every field that is given must match.',
  fields: (t) => ({
    jobId: t.id({ description: 'Of this validation job.' }).validate(idOf('ValidationJob').nullish()),
    sensorId: t.id({ description: 'For this sensor.' }).validate(idOf('Sensor').nullish()),
    modelVersionId: t.id({ description: 'Of this version.' }).validate(idOf('ModelVersion').nullish()),
    verdicts: t.field({ type: [VerdictEnum], description: 'With one of these verdicts.' }),
  }),
});

builder.queryField('modelValidations', (t) =>
  t.field({
    type: ModelValidationConnection,
    description: 'What checks of versions found, newest first.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: ModelValidationFilter, description: 'Which checks; all when absent.' }),
    },
    complexity: pageCost,
    resolve: (_, { filter, ...page }, { em }) =>
      connection(NEWEST_VALIDATIONS, page, (request) => validationPage(em, filter ?? {}, request)),
  }),
);

const ValidateModelsInput = builder.inputType('ValidateModelsInput', {
  description: 'What to check: one version, or all that are live or challengers.',
  fields: (t) => ({
    modelVersionId: t.id({ description: 'This version alone.' }).validate(idOf('ModelVersion').nullish()),
    equipmentId: t
      .id({ description: 'What is live or a challenger within this equipment; everywhere when absent.' })
      .validate(idOf('Equipment').nullish()),
  }),
});

builder.mutationField('validateModels', (t) =>
  t.field({
    type: ValidationJobRef,
    description:
      'Puts a check into the queue and answers at once: do the weights load and hash to what was stored, are scores on recent ' +
      'readings finite, and are the figures on readings after the training as they were then. Refuses with NOT_FOUND, INVALID_INPUT or ' +
      'VERSION_DELETED.',
    errors: {},
    args: { input: t.arg({ type: ValidateModelsInput, required: true, description: 'What to check.' }) },
    resolve: (_, { input }, { services, viewer }) => services.validation.validate(input, viewer),
  }),
);

const CancelValidationJobInput = builder.inputType('CancelValidationJobInput', {
  description: 'What to cancel.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The validation job.' }).validate(idOf('ValidationJob')),
  }),
});

builder.mutationField('cancelValidationJob', (t) =>
  t.field({
    type: ValidationJobRef,
    description: 'Ends a validation job that is queued or running. Refuses with JOB_FINISHED or NOT_FOUND.',
    errors: {},
    args: {
      input: t.arg({ type: CancelValidationJobInput, required: true, description: 'What to cancel.' }),
    },
    resolve: (_, { input }, { services }) => services.jobs.cancel(input.id, VALIDATE_JOB),
  }),
);
