import { defineEntity, p } from '@mikro-orm/core';

export const JOB_STATUSES = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

const JobSchema = defineEntity({
  name: 'Job',
  tableName: 'job',
  indexes: [{ properties: ['status', 'id'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    kind: p.string(),
    sensorId: p.integer().nullable().index(),
    request: p.text(),
    status: p.string().$type<JobStatus>(),
    progress: p.float().columnType('double precision').default(0),
    stage: p.string().default(''),
    detail: p.text().nullable(),
    attempt: p.integer().default(0),
    leaseOwner: p.string().nullable(),
    leaseUntilMs: p.bigint('number').nullable(),
    cancelRequestedAtMs: p.bigint('number').nullable(),
    errorCode: p.string().nullable(),
    errorMessage: p.text().nullable(),
    errorRemedy: p.text().nullable(),
    result: p.text().nullable(),
    requestedBy: p.string(),
    createdAtMs: p.bigint('number'),
    startedAtMs: p.bigint('number').nullable(),
    finishedAtMs: p.bigint('number').nullable(),
  },
});

/** Durable background work. `request`, `detail` and `result` are JSON whose shape `kind` decides; `progress` is a share in
 * [0, 1]. */
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
