import type { EntityManager } from '../db/database.ts';
import { sensorFacts } from '../equipment/sensor-facts.ts';
import { appendEvents } from '../events/event.ts';
import type { Job } from './job.ts';

/** Announces what a job is now; the last thing that a transaction does. */
export async function announceJob(em: EntityManager, job: Job): Promise<void> {
  const facts = job.sensorId == null ? undefined : (await sensorFacts(em, [job.sensorId])).get(job.sensorId);
  await appendEvents(em, [
    {
      type: 'JOB_CHANGED',
      sensorId: job.sensorId,
      equipmentPath: facts?.equipmentPath,
      timeMs: Date.now(),
      payload: snapshot(job),
    },
  ]);
}

const snapshot = (job: Job) => ({
  jobId: job.id,
  kind: job.kind,
  sensorId: job.sensorId ?? null,
  status: job.status,
  progress: job.progress,
  stage: job.stage,
  detail: job.detailed(),
  attempt: job.attempt,
  cancelRequestedAtMs: job.cancelRequestedAtMs ?? null,
  errorCode: job.errorCode ?? null,
  errorMessage: job.errorMessage ?? null,
  errorRemedy: job.errorRemedy ?? null,
  result: job.outcome(),
  requestedBy: job.requestedBy,
  createdAtMs: job.createdAtMs,
  startedAtMs: job.startedAtMs ?? null,
  finishedAtMs: job.finishedAtMs ?? null,
});

/** The frozen picture of a job that its events carry. */
export type JobSnapshot = ReturnType<typeof snapshot>;
