import type { Answer } from './answer.ts';

/** Where the answers of one subscription go: one client, over one transport. */
export interface Outlet {
  /** Bytes that were written and that the client has not taken yet; 0 when it is gone. */
  readonly unsentBytes: number;
  write(answer: Answer): void;
  /** Says that the client was too slow and how it goes on, and lets go of it. */
  cut(): void;
}

/** What may wait for one client. */
export interface UnsentLimits {
  readonly maxUnsentBytes: number;
  /** How long more than that may wait before the client is cut. */
  readonly slowClientMs: number;
}

const FIRST_LOOK_MS = 1;
const LAST_LOOK_MS = 50;

/** True as soon as the client has taken half of what may wait for it; false when it was cut for taking too long. */
export async function roomIn(
  outlet: Pick<Outlet, 'unsentBytes' | 'cut'>,
  limits: UnsentLimits,
): Promise<boolean> {
  const deadlineMs = performance.now() + limits.slowClientMs;
  for (let lookMs = FIRST_LOOK_MS; outlet.unsentBytes > limits.maxUnsentBytes / 2; lookMs *= 2) {
    if (performance.now() >= deadlineMs) {
      outlet.cut();
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(lookMs, LAST_LOOK_MS)));
  }
  return true;
}
