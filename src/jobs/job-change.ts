import type { EntityManager } from '../db/database.ts';
import { sensorFacts } from '../equipment/sensor-facts.ts';
import { appendEvents, type NewEvent } from '../events/event.ts';
import type { Job } from './job.ts';
import { type NewLine, writeLines } from './job-log.ts';

/** Lines for the log of a job. */
export interface LogEntry {
  readonly job: Job;
  readonly lines: readonly NewLine[];
}

/** Writes lines into the logs, and announces them and what jobs are now; the last thing that a transaction does. */
export async function announceJobs(
  em: EntityManager,
  jobs: readonly Job[],
  entries: readonly LogEntry[] = [],
): Promise<void> {
  const logged: NewEvent[] = [];
  const told = [...jobs, ...entries.map(({ job }) => job)];
  const sensorIds = told.flatMap(({ sensorId }) => sensorId ?? []);
  const facts = await sensorFacts(em, [...new Set(sensorIds)]);
  const pathOf = ({ sensorId }: Job) => (sensorId == null ? undefined : facts.get(sensorId)?.equipmentPath);
  for (const { job, lines } of entries) logged.push(...(await writeLines(em, job, lines, pathOf(job))));
  const timeMs = Date.now();
  const changed = jobs.map((job) => ({
    type: 'JOB_CHANGED' as const,
    sensorId: job.sensorId,
    equipmentPath: pathOf(job),
    timeMs,
    payload: snapshot(job),
  }));
  await appendEvents(em, [...logged, ...changed]);
}

const snapshot = (job: Job) => ({
  jobId: job.id,
  kind: job.kind,
  sensorId: job.sensorId ?? null,
  status: job.status,
  priority: job.priority,
  origin: job.origin,
  batch: job.batch ?? null,
  progress: job.progress,
  stage: job.stage,
  detail: job.detailed(),
  attempt: job.attempt,
  notBeforeMs: job.notBeforeMs,
  cancelRequestedAtMs: job.cancelRequestedAtMs ?? null,
  errorCode: job.errorCode ?? null,
  errorMessage: job.errorMessage ?? null,
  errorRemedy: job.errorRemedy ?? null,
  result: job.outcome(),
  requestedBy: job.requestedBy,
  createdAtMs: job.createdAtMs,
  startedAtMs: job.startedAtMs ?? null,
  attemptAtMs: job.attemptAtMs ?? null,
  expectedMs: job.expectedMs ?? null,
  finishedAtMs: job.finishedAtMs ?? null,
  takenAtMs: Date.now(),
});

/** The frozen picture of a job that its events carry. */
export type JobSnapshot = ReturnType<typeof snapshot>;
