import type { JobHandler } from '../jobs/job-runner.ts';
import type { GroupTraining } from './group-training.ts';
import type { Training } from './training.ts';

/** Runs the TRAIN jobs of one sensor and those of a group. */
export const trainHandler =
  (training: Training, groups: GroupTraining): JobHandler =>
  (job, run) =>
    'group' in (job.requested() as object) ? groups.handler(job, run) : training.handler(job, run);
