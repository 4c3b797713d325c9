import type { Job } from '../src/jobs/job.ts';
import { jobPage, NEWEST_JOBS } from '../src/jobs/job-page.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { idOf } from './global-id.ts';
import { JobStatusEnum } from './job.ts';
import type { nodeOf } from './node.ts';

interface JobList {
  readonly kind: string;
  readonly node: ReturnType<typeof nodeOf<Job>>;
  /** What people call such a job. */
  readonly noun: string;
  readonly field: string;
}

/** The list of the jobs of one kind. */
export function jobList({ kind, node, noun, field }: JobList): void {
  const Connection = builder.connectionObject(
    { type: node, name: `${node.name}Connection`, description: `A page of ${noun}s.` },
    { name: `${node.name}Edge`, description: `A ${noun} in a list.` },
  );
  const Filter = builder.inputType(`${node.name}Filter`, {
    description: `Which ${noun}s to list. Every field that is given must match.`,
    fields: (t) => ({
      sensorId: t
        .id({ description: 'For this sensor, alone or in a group.' })
        .validate(idOf('Sensor').nullish()),
      statuses: t.field({ type: [JobStatusEnum], description: 'With one of these statuses.' }),
      batchId: t.string({ description: 'Of those that were asked for together.' }),
    }),
  });
  builder.queryField(field, (t) =>
    t.field({
      type: Connection,
      description: `${noun[0].toUpperCase()}${noun.slice(1)}s, newest first.`,
      args: {
        ...pageArgs(t.arg),
        filter: t.arg({ type: Filter, description: 'Which jobs; all when absent.' }),
      },
      complexity: pageCost,
      resolve: (_, { filter, ...page }, { em }) =>
        connection(NEWEST_JOBS, page, (request) =>
          jobPage(em, kind, { ...filter, batch: filter?.batchId }, request),
        ),
    }),
  );
}
