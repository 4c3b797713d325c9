import type { JobSnapshot } from '../src/jobs/job-change.ts';
import { followJobs } from '../src/jobs/job-page.ts';
import { TRAIN_JOB } from '../src/training/train-request.ts';
import { builder } from './builder.ts';
import { idsOf } from './global-id.ts';
import { delivered, eventAfter, type FeedEvent, GapRef, HeartbeatRef, StreamItem } from './stream.ts';
import { TrainingJobSnapshotRef } from './training-job.ts';

const MOST_JOBS = 1_000;

const TrainingJobEventRef = builder.objectRef<FeedEvent>('TrainingJobEvent').implement({
  description: 'A change of a training job: a new status, stage or progress.',
  interfaces: [StreamItem],
  fields: (t) => ({
    time: t.field({
      type: 'DateTime',
      description: 'When it changed.',
      resolve: ({ event }) => event.timeMs,
    }),
    trainingJob: t.field({
      type: TrainingJobSnapshotRef,
      description: 'The job as it was then; `trainingJob { trainingJob }` is what it is now.',
      resolve: ({ event }) => event.payload as unknown as JobSnapshot,
    }),
  }),
});

const TrainingJobStreamItem = builder.unionType('TrainingJobStreamItem', {
  description: 'What `trainingJobEvents` yields.',
  types: [TrainingJobEventRef, GapRef, HeartbeatRef],
  resolveType: ({ kind }) => ({ EVENT: TrainingJobEventRef, GAP: GapRef, HEARTBEAT: HeartbeatRef })[kind],
});

builder.subscriptionField('trainingJobEvents', (t) =>
  t.field({
    type: TrainingJobStreamItem,
    extensions: delivered('RESUMABLE'),
    description:
      'Every change of a training job, in order and once. With `after` it begins with what was missed since that ' +
      'cursor, or with a `Gap` where the server cannot know; without, it begins now.',
    args: {
      after: t.arg.string({ description: 'The cursor of the last item that was received.' }),
      jobIds: t.arg
        .idList({ description: `Of these jobs, at most ${MOST_JOBS}; of all when absent.` })
        .validate(idsOf('TrainingJob', MOST_JOBS).nullish()),
    },
    subscribe: (_, { after, jobIds }, { services, signal }) =>
      followJobs(services.feed, TRAIN_JOB, jobIds, { after: eventAfter(after), signal }),
    resolve: (item) => item,
  }),
);
