import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import type { NewEvent } from '../events/event.ts';
import type { Job } from './job.ts';

const JobLineSchema = defineEntity({
  name: 'JobLine',
  tableName: 'job_line',
  indexes: [{ properties: ['jobId', 'id'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    jobId: p.integer(),
    attempt: p.integer(),
    timeMs: p.bigint('number'),
    text: p.text(),
  },
});

/** A line of the log of a job. Lines are only ever added, and stay when the job is tried again. */
export class JobLine extends JobLineSchema.class {}
JobLineSchema.setClass(JobLine);

/** A line that is not yet written. */
export interface NewLine {
  readonly timeMs: number;
  readonly text: string;
}

export const OLDEST_LINES: KeysetOrder = { name: 'job_line.id', keys: [['id', 'asc']] };

const LONGEST_LINE = 1_000;

/** The text of a line: one line, of at most 1,000 characters. */
export const line = (text: string): NewLine => ({
  timeMs: Date.now(),
  text: text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_LINE),
});

/** Writes lines in the caller's transaction; gives the event that announces them, to be appended at its end. */
export async function writeLines(
  em: EntityManager,
  job: Job,
  lines: readonly NewLine[],
  equipmentPath?: string,
): Promise<NewEvent[]> {
  if (lines.length === 0) return [];
  const rows = lines.map(({ timeMs, text }) => ({ jobId: job.id, attempt: job.attempt, timeMs, text }));
  const inserted: { id: number }[] = await em
    .createQueryBuilder(JobLine)
    .insert(rows)
    .returning('id')
    .execute('all');
  const ids = inserted.map(({ id }) => id).sort((a, b) => a - b);
  const written = rows.map(({ attempt, timeMs, text }, i) => ({ id: ids[i], attempt, timeMs, text }));
  const { id: jobId, kind, sensorId } = job;
  const payload = { jobId, kind, lines: written };
  return [{ type: 'JOB_LOGGED', sensorId, equipmentPath, timeMs: Date.now(), payload }];
}

/** What the event of written lines carries. */
export interface LoggedLines {
  readonly jobId: number;
  readonly kind: string;
  readonly lines: readonly Pick<JobLine, 'id' | 'attempt' | 'timeMs' | 'text'>[];
}

/** The log of a job, oldest line first. */
export const logPage = (
  em: EntityManager,
  jobId: number,
  request: PageRequest,
): Promise<Page<Row<JobLine>>> => keysetPage(em, JobLine, { jobId }, OLDEST_LINES, request);
