import { type FilterQuery, raw } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import type { EventType } from '../events/event.ts';
import type { FeedItem, ReadableFeed } from '../events/feed.ts';
import { Job, type JobStatus } from './job.ts';
import type { JobSnapshot } from './job-change.ts';

export const NEWEST_JOBS: KeysetOrder = { name: 'job.id', keys: [['id', 'desc']] };

export interface JobFilter {
  /** About this sensor, alone or with others. */
  readonly sensorId?: number | null;
  readonly statuses?: readonly JobStatus[] | null;
  readonly batch?: string | null;
}

const ABOUT = `r.id in (select j.id from job j where j.sensor_id = ? union
  select m.job_id from job_member m where m.sensor_id = ?)`;

/** Jobs of one kind, newest first. */
export function jobPage(
  em: EntityManager,
  kind: string,
  { sensorId, statuses, batch }: JobFilter,
  request: PageRequest,
): Promise<Page<Row<Job>>> {
  const where: Record<string | symbol, unknown> = { kind };
  if (sensorId != null) where[raw(ABOUT, [sensorId, sensorId]) as never] = [];
  if (batch != null) where.batch = batch;
  if (statuses) where.status = { $in: statuses };
  return keysetPage(em, Job, where as FilterQuery<Job>, NEWEST_JOBS, request);
}

/** Where a stream of events begins, and what ends it. */
interface StreamPosition {
  readonly after: number | null;
  readonly signal?: AbortSignal;
}

/** Announced changes of jobs of one kind from a cursor on, with gaps and heartbeats; of these jobs only where they are given. */
export const followJobs = (
  feed: ReadableFeed,
  kind: string,
  jobIds: readonly number[] | null | undefined,
  position: StreamPosition,
): AsyncIterable<FeedItem> => follow(feed, 'JOB_CHANGED', kind, jobIds, position);

/** Announced lines of the logs of such jobs, likewise. */
export const followLogs = (
  feed: ReadableFeed,
  kind: string,
  jobIds: readonly number[] | null | undefined,
  position: StreamPosition,
): AsyncIterable<FeedItem> => follow(feed, 'JOB_LOGGED', kind, jobIds, position);

function follow(
  feed: ReadableFeed,
  type: EventType,
  kind: string,
  jobIds: readonly number[] | null | undefined,
  position: StreamPosition,
): AsyncIterable<FeedItem> {
  const wanted = jobIds && new Set(jobIds);
  return feed.subscribe({
    ...position,
    types: [type],
    matches: ({ payload }) => {
      const job = payload as unknown as Pick<JobSnapshot, 'kind' | 'jobId'>;
      return job.kind === kind && (!wanted || wanted.has(job.jobId));
    },
  });
}
