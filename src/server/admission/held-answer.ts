import { setTimeout as sleep } from 'node:timers/promises';
import { RateLimitedError } from '../../errors.ts';

const LEAST_MS = 100;
const LONGEST_MS = 500;

/**
 * Whoever has nothing left waits for the answer that says so, a tenth of a second at least: asking in a hurry is not quicker,
 * and what is refused is not read three hundred times a second. Anything else is answered at once.
 */
export async function holdAnswer(error: unknown): Promise<void> {
  if (!(error instanceof RateLimitedError)) return;
  await sleep(Math.max(LEAST_MS, Math.min(error.retryAfterMs, LONGEST_MS)), undefined, { ref: false });
}
