import type { JobLine, LoggedLines } from '../src/jobs/job-log.ts';
import { logPage, OLDEST_LINES } from '../src/jobs/job-log.ts';
import { followLogs } from '../src/jobs/job-page.ts';
import { TRAIN_JOB } from '../src/training/train-request.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { idsOf } from './global-id.ts';
import { delivered, eventAfter, type FeedEvent, StreamItem, streamOf } from './stream.ts';
import { TrainingJobRef } from './training-job.ts';

const MOST_JOBS = 1_000;

type Line = Pick<JobLine, 'id' | 'attempt' | 'timeMs' | 'text'>;

const JobLineRef = builder.objectRef<Line>('JobLogLine').implement({
  description: 'A line of the log of a job. It is durable before anyone sees it, and never changes.',
  fields: (t) => ({
    number: t.exposeInt('id', { description: 'Grows with each line; unique among all jobs.' }),
    attempt: t.exposeInt('attempt', { description: 'In which attempt it was written.' }),
    time: t.expose('timeMs', { type: 'DateTime', description: 'When it was said.' }),
    text: t.exposeString('text', { description: 'What was said, for people; at most 1000 characters.' }),
  }),
});

const JobLogConnection = builder.connectionObject(
  { type: JobLineRef, name: 'JobLogConnection', description: 'A page of the log of a job.' },
  { name: 'JobLogEdge', description: 'A line in a log.' },
);

builder.objectField(TrainingJobRef, 'log', (t) =>
  t.field({
    type: JobLogConnection,
    description: 'What was said while it ran, oldest first, over all attempts.',
    args: pageArgs(t.arg),
    complexity: pageCost,
    resolve: ({ id }, page, { em }) => connection(OLDEST_LINES, page, (request) => logPage(em, id, request)),
  }),
);

const loggedOf = ({ event }: FeedEvent) => event.payload as unknown as LoggedLines;

const TrainingLogEventRef = builder.objectRef<FeedEvent>('TrainingLogEvent').implement({
  description: 'Lines that were added to the log of a training job.',
  interfaces: [StreamItem],
  fields: (t) => ({
    trainingJob: t.field({
      type: TrainingJobRef,
      description: 'The job.',
      resolve: (item) => loggedOf(item).jobId,
    }),
    lines: t.field({
      type: [JobLineRef],
      description: 'The lines, in order.',
      resolve: (item) => [...loggedOf(item).lines],
    }),
  }),
});

const TrainingLogStreamItem = streamOf('TrainingLogStreamItem', 'trainingLogEvents', TrainingLogEventRef);

builder.subscriptionField('trainingLogEvents', (t) =>
  t.field({
    type: TrainingLogStreamItem,
    extensions: delivered('RESUMABLE'),
    description:
      'Every line of the logs of training jobs, in order and once. With `after` it begins with what was missed since that ' +
      'cursor, or with a `Gap`, after which `TrainingJob.log` still has all lines; without, it begins now.',
    args: {
      after: t.arg.string({ description: 'The cursor of the last item that was received.' }),
      jobIds: t.arg
        .idList({ description: `Of these jobs, at most ${MOST_JOBS}; of all when absent.` })
        .validate(idsOf('TrainingJob', MOST_JOBS).nullish()),
    },
    subscribe: (_, { after, jobIds }, { services, signal }) =>
      followLogs(services.feed, TRAIN_JOB, jobIds, { after: eventAfter(after), signal }),
    resolve: (item) => item,
  }),
);
