import { setTimeout as sleep } from 'node:timers/promises';
import { RateLimitedError } from '../../errors.ts';

const LONGEST_MS = 500;

/**
 * Whoever has nothing left waits for the answer that says so: asking in a hurry is not quicker, and refusing it costs
 * little. Anything else is answered at once.
 */
export async function holdAnswer(error: unknown): Promise<void> {
  if (!(error instanceof RateLimitedError)) return;
  await sleep(Math.min(error.retryAfterMs, LONGEST_MS), undefined, { ref: false });
}
