import type { Job } from '../src/jobs/job.ts';
import type { JobSnapshot } from '../src/jobs/job-change.ts';
import { followJobs } from '../src/jobs/job-page.ts';
import { builder } from './builder.ts';
import { idsOf, type NodeType } from './global-id.ts';
import { JobRef } from './job.ts';
import type { nodeOf } from './node.ts';
import { delivered, eventAfter, type FeedEvent, StreamItem, streamOf } from './stream.ts';

const MOST_JOBS = 1_000;

interface JobStream {
  readonly kind: string;
  readonly node: ReturnType<typeof nodeOf<Job>>;
  /** The field of an event that holds the job; the subscription is named after it. */
  readonly field: string;
  /** What people call such a job. */
  readonly noun: string;
  /** What a job of the kind and its snapshots have in common. */
  readonly facts: typeof JobRef;
}

/** The stream of changes of the jobs of one kind, with cursors. */
export function jobStream({ kind, node, field, noun, facts }: JobStream): void {
  const SnapshotRef = builder.objectRef<JobSnapshot>(`${node.name}Snapshot`).implement({
    description: `A ${noun} as it was at one moment; it never changes.`,
    interfaces: [JobRef, facts],
    fields: (t) => ({
      [field]: t.field({
        type: node,
        description: 'The job as it is now.',
        resolve: ({ jobId }) => jobId,
      }),
    }),
  });
  const EventRef = builder.objectRef<FeedEvent>(`${node.name}Event`).implement({
    description: `A change of a ${noun}: a new status, stage or progress.`,
    interfaces: [StreamItem],
    fields: (t) => ({
      time: t.field({
        type: 'DateTime',
        description: 'When it changed.',
        resolve: ({ event }) => event.timeMs,
      }),
      [field]: t.field({
        type: SnapshotRef,
        description: `The job as it was then; \`${field} { ${field} }\` is what it is now.`,
        resolve: ({ event }) => event.payload as unknown as JobSnapshot,
      }),
    }),
  });
  const Item = streamOf(`${node.name}StreamItem`, `${field}Events`, EventRef);
  builder.subscriptionField(`${field}Events`, (t) =>
    t.field({
      type: Item,
      extensions: delivered('RESUMABLE'),
      description:
        `Every change of a ${noun}, in order and once. With \`after\` it begins with what was missed since that ` +
        'cursor, or with a `Gap` where the server cannot know; without, it begins now.',
      args: {
        after: t.arg.string({ description: 'The cursor of the last item that was received.' }),
        jobIds: t.arg
          .idList({ description: `Of these jobs, at most ${MOST_JOBS}; of all when absent.` })
          .validate(idsOf(node.name as NodeType, MOST_JOBS).nullish()),
      },
      subscribe: (_, { after, jobIds }, { services, signal }) =>
        followJobs(services.feed, kind, jobIds, { after: eventAfter(after), signal }),
      resolve: (item) => item,
    }),
  );
}
