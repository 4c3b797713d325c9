import { defineEntity, p } from '@mikro-orm/core';
import { Job } from './job.ts';

const JobMemberSchema = defineEntity({
  name: 'JobMember',
  tableName: 'job_member',
  properties: {
    jobId: () => p.manyToOne(Job).mapToPk().primary().fieldName('job_id').deleteRule('cascade'),
    sensorId: p.integer().primary().index(),
  },
});

/** A sensor that a job is about together with others; `sensorId` of such a job is null. */
export class JobMember extends JobMemberSchema.class {}
JobMemberSchema.setClass(JobMember);
