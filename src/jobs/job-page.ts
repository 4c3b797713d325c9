import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import type { EventFeed, FeedItem } from '../events/feed.ts';
import { Job, type JobStatus } from './job.ts';
import type { JobSnapshot } from './job-change.ts';

export const NEWEST_JOBS: KeysetOrder = { name: 'job.id', keys: [['id', 'desc']] };

export interface JobFilter {
  readonly sensorId?: number | null;
  readonly statuses?: readonly JobStatus[] | null;
}

/** Jobs of one kind, newest first. */
export function jobPage(
  em: EntityManager,
  kind: string,
  { sensorId, statuses }: JobFilter,
  request: PageRequest,
): Promise<Page<Row<Job>>> {
  const where: Record<string, unknown> = { kind };
  if (sensorId != null) where.sensorId = sensorId;
  if (statuses) where.status = { $in: statuses };
  return keysetPage(em, Job, where as FilterQuery<Job>, NEWEST_JOBS, request);
}

/** Announced changes of jobs of one kind from a cursor on, with gaps and heartbeats; of these jobs only where they are given. */
export function followJobs(
  feed: EventFeed,
  kind: string,
  jobIds: readonly number[] | null | undefined,
  position: { readonly after: number | null; readonly signal?: AbortSignal },
): AsyncIterable<FeedItem> {
  const wanted = jobIds && new Set(jobIds);
  return feed.subscribe({
    ...position,
    types: ['JOB_CHANGED'],
    matches: ({ payload }) => {
      const job = payload as unknown as JobSnapshot;
      return job.kind === kind && (!wanted || wanted.has(job.jobId));
    },
  });
}
