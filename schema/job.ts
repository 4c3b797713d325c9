import type { Row } from '../src/db/keyset.ts';
import type { Job, JobOrigin, JobStatus } from '../src/jobs/job.ts';
import { remainingMs } from '../src/jobs/job-duration.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum.ts';
import { Failure } from './failure.ts';
import { SensorRef } from './sensor.ts';

export const JobStatusEnum = enumOf<JobStatus>('JobStatus', 'How far a job is.', {
  QUEUED: 'It waits for a free worker.',
  RUNNING: 'A worker has it.',
  SUCCEEDED: 'It has ended well.',
  FAILED: 'It has ended with a failure.',
  CANCELLED: 'It was cancelled.',
});

/** What a job and its snapshots have in common; `result` and `detail` are JSON text in one and parsed in the other. */
export type JobFacts = Pick<
  Row<Job>,
  | 'sensorId'
  | 'status'
  | 'progress'
  | 'stage'
  | 'attempt'
  | 'errorCode'
  | 'errorMessage'
  | 'errorRemedy'
  | 'requestedBy'
  | 'createdAtMs'
  | 'startedAtMs'
  | 'finishedAtMs'
  | 'cancelRequestedAtMs'
> &
  Partial<Pick<Row<Job>, 'priority' | 'origin' | 'batch' | 'notBeforeMs' | 'attemptAtMs' | 'expectedMs'>> & {
    readonly result?: unknown;
    readonly detail?: unknown;
    /** When a snapshot was taken. */
    readonly takenAtMs?: number;
  };

const JobOriginEnum = enumOf<JobOrigin>('JobOrigin', 'Who wanted a job.', {
  REQUEST: 'Someone asked for it.',
  POLICY: 'A retraining policy did.',
});

const remainingSeconds = (job: JobFacts) => {
  const ms = remainingMs(job, job.takenAtMs ?? Date.now());
  return ms === null ? null : ms / 1_000;
};

const waitsUntil = ({ status, notBeforeMs }: JobFacts) =>
  status === 'QUEUED' && notBeforeMs ? notBeforeMs : null;

const JobFailureRef = builder
  .objectRef<{ readonly code: string; readonly message: string; readonly remedy: string }>('JobFailure')
  .implement({ description: 'Why a job has failed.', interfaces: [Failure] });

function failureOf({ errorCode, errorMessage, errorRemedy }: JobFacts) {
  if (errorCode == null) return null;
  return { code: errorCode, message: errorMessage ?? '', remedy: errorRemedy ?? '' };
}

/** Of what is JSON text in a row and parsed in a snapshot. */
export const parsed = <T>(json: unknown) =>
  (typeof json === 'string' ? JSON.parse(json) : json) as T | null | undefined;

export const JobRef = builder.interfaceRef<JobFacts>('Job').implement({
  description: 'Durable work in the background: it waits, runs, and ends once.',
  fields: (t) => ({
    sensor: t.field({
      type: SensorRef,
      nullable: true,
      description: 'For whom; null for work that is about many sensors.',
      resolve: ({ sensorId }) => sensorId ?? null,
    }),
    status: t.expose('status', { type: JobStatusEnum, description: 'How far it is.' }),
    progress: t.exposeFloat('progress', { description: 'The share that is done, from 0 to 1.' }),
    stage: t.exposeString('stage', { description: 'What is being done; empty before it runs.' }),
    attempt: t.exposeInt('attempt', { description: 'How often a worker has started it.' }),
    failure: t.field({
      type: JobFailureRef,
      nullable: true,
      description: 'Why it failed; null otherwise.',
      resolve: failureOf,
    }),
    remainingSeconds: t.float({
      nullable: true,
      description:
        'How long it still takes while it runs: by its own pace, at first by what such jobs took before. Null when ' +
        'nothing is known.',
      resolve: remainingSeconds,
    }),
    priority: t.int({
      description: 'The higher, the sooner it is started; 0 is usual.',
      resolve: ({ priority }) => priority ?? 0,
    }),
    origin: t.field({
      type: JobOriginEnum,
      description: 'Who wanted it.',
      resolve: ({ origin }) => origin ?? 'REQUEST',
    }),
    batchId: t.string({
      nullable: true,
      description: 'The same for jobs that were asked for together; null for one alone.',
      resolve: ({ batch }) => batch,
    }),
    waitsUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'After an attempt that ended by a fault: when the next one may begin.',
      resolve: waitsUntil,
    }),
    requestedBy: t.exposeString('requestedBy', { description: 'Who asked for it.' }),
    createdAt: t.expose('createdAtMs', { type: 'DateTime', description: 'When it was asked for.' }),
    startedAt: t.expose('startedAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was first started.',
    }),
    finishedAt: t.expose('finishedAtMs', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
    cancelRequestedAt: t.expose('cancelRequestedAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When someone asked for its end.',
    }),
  }),
});
