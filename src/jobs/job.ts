import { defineEntity, p } from '@mikro-orm/core';

export const JOB_STATUSES = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** REQUEST: someone asked for the job. POLICY: a stored policy did. */
export const JOB_ORIGINS = ['REQUEST', 'POLICY'] as const;
export type JobOrigin = (typeof JOB_ORIGINS)[number];

const JobSchema = defineEntity({
  name: 'Job',
  tableName: 'job',
  indexes: [{ properties: ['status', 'id'] }, { properties: ['kind', 'workload', 'id'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    kind: p.string(),
    topic: p.string().nullable(),
    workload: p.string().nullable(),
    sensorId: p.integer().nullable().index(),
    request: p.text(),
    pendingKey: p.string().nullable().unique(),
    origin: p.string().$type<JobOrigin>().default('REQUEST'),
    priority: p.integer().default(0),
    batch: p.string().nullable().index(),
    batchLimit: p.integer().nullable(),
    status: p.string().$type<JobStatus>(),
    progress: p.float().columnType('double precision').default(0),
    stage: p.string().default(''),
    detail: p.text().nullable(),
    attempt: p.integer().default(0),
    notBeforeMs: p.bigint('number').default(0),
    leaseOwner: p.string().nullable(),
    leaseUntilMs: p.bigint('number').nullable(),
    cancelRequestedAtMs: p.bigint('number').nullable(),
    errorCode: p.string().nullable(),
    errorMessage: p.text().nullable(),
    errorRemedy: p.text().nullable(),
    result: p.text().nullable(),
    requestedBy: p.string(),
    requester: p.text().nullable(),
    traceParent: p.string().nullable(),
    createdAtMs: p.bigint('number'),
    startedAtMs: p.bigint('number').nullable(),
    attemptAtMs: p.bigint('number').nullable(),
    expectedMs: p.bigint('number').nullable(),
    finishedAtMs: p.bigint('number').nullable(),
  },
});

/**
 * Durable background work. `request`, `detail` and `result` are JSON whose shape `kind` decides; `progress` is a share in
 * [0, 1].
 *
 * `topic` tells jobs of one kind apart by what they are for; those of one `workload` take a similar time, `expectedMs`
 * when the attempt began at `attemptAtMs`. `pendingKey` is the same for identical requests and null once the job has
 * ended or was asked to. `requestedBy` is the name of who asked, `requester` what tells them from others of that name; null
 * for what is no viewer, such as a policy. `traceParent` is the span that asked for it, as the header of that name has it. Of
 * the jobs of one `batch`, `batchLimit` run at once.
 */
export class Job extends JobSchema.class {
  /** What was asked for; whoever handles the kind knows its shape. */
  requested(): unknown {
    return JSON.parse(this.request);
  }

  /** What the handler says of its progress beside share and stage; null until it says something. */
  detailed(): Readonly<Record<string, unknown>> | null {
    return this.detail == null ? null : JSON.parse(this.detail);
  }

  /** What came of it; null until it has succeeded. */
  outcome(): Readonly<Record<string, unknown>> | null {
    return this.result == null ? null : JSON.parse(this.result);
  }
}
JobSchema.setClass(Job);
