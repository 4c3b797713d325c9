/** The advisory locks of PostgreSQL, by what they guard: here, so that no two are the same. */
export const LOCK_NUMBERS = {
  EVENTS: 7_305_501,
  MIGRATIONS: 7_305_502,
  /** With which of the locks that sensors share. */
  READINGS: 7_305_503,
  ARTIFACTS: 7_305_504,
  RETRAINING_POLICIES: 7_305_505,
  /** With the hash of a batch. */
  JOB_BATCHES: 7_305_506,
  SHADOW_RUNS: 7_305_507,
  RETENTION_POLICIES: 7_305_513,
} as const;
