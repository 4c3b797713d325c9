import type { DomainError } from '../errors.ts';
import type { Job } from './job.ts';
import { line, type NewLine } from './job-log.ts';

/** How often a job that ends by a fault, or with its worker, is tried, and how long it waits in between. */
export interface RetryPolicy {
  /** Attempts in all. */
  readonly attempts: number;
  /** The wait before the second attempt; it doubles with each. */
  readonly backOffMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 5, backOffMs: 1_000 };

const LONGEST_BACK_OFF_MS = 60_000;

/** Ends a job: nobody holds it any more, and the same may be asked for again. */
export function end(job: Job, status: 'SUCCEEDED' | 'FAILED' | 'CANCELLED'): void {
  const free = { leaseOwner: null, leaseUntilMs: null, pendingKey: null };
  Object.assign(job, { status, finishedAtMs: Date.now(), ...free });
}

export function failWith(job: Job, error: Pick<DomainError, 'code' | 'message' | 'remedy'>): NewLine {
  Object.assign(job, { errorCode: error.code, errorMessage: error.message, errorRemedy: error.remedy });
  end(job, 'FAILED');
  return line(`Failed: ${error.code}: ${error.message}. ${error.remedy}`);
}

export function cancelNow(job: Job): NewLine {
  end(job, 'CANCELLED');
  return line('Cancelled');
}

/** Puts a job back as if this attempt had not been made. */
export function putBack(job: Job): NewLine {
  if (job.cancelRequestedAtMs != null) return cancelNow(job);
  requeue(job, 0);
  job.attempt -= 1;
  return line('Given back by a worker that stops; it waits for another');
}

/** Puts a job back for another attempt, later each time, until there were enough. */
export function tryAgain(job: Job, why: string, { attempts, backOffMs }: RetryPolicy): NewLine {
  if (job.cancelRequestedAtMs != null) return cancelNow(job);
  if (job.attempt >= attempts) {
    return failWith(job, {
      code: 'JOB_ABANDONED',
      message: `The job was started ${job.attempt} times and never ended`,
      remedy: 'Look for its faults in the log of the server, then ask for the job again.',
    });
  }
  const waitMs = Math.min(LONGEST_BACK_OFF_MS, backOffMs * 2 ** (job.attempt - 1));
  requeue(job, Date.now() + waitMs);
  return line(`${why}; attempt ${job.attempt + 1} of ${attempts} follows in ${waitMs} ms`);
}

function requeue(job: Job, notBeforeMs: number): void {
  const waiting = { leaseOwner: null, leaseUntilMs: null, attemptAtMs: null, expectedMs: null };
  Object.assign(job, { status: 'QUEUED', notBeforeMs, progress: 0, stage: '', ...waiting });
}
