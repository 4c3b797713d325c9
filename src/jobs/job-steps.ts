/** Where the way of a job can be cut: a process may end at each of them, and nothing is lost or done twice. */
export const JOB_STEPS = [
  'CLAIMED',
  'PINNED',
  'FITTED',
  'HELD',
  'STORED',
  'REGISTERED',
  'COMMITTED',
] as const;
export type JobStep = (typeof JOB_STEPS)[number];

export type JobStepListener = (step: JobStep) => void;
