import { DomainError } from '../errors.ts';
import type { ThreadAnswer } from './answer-orders.ts';

type Refused = Extract<ThreadAnswer<unknown>, { refused: unknown }>['refused'];

/** When a thread is no longer waited for. */
export interface ThreadEnd {
  /** How long the thread may take; as long as it needs where it is left out. */
  readonly limitMs?: number;
  /** Once aborted, ends the thread wherever it is. */
  readonly signal?: AbortSignal;
}

export const refusal = ({ code, message, remedy, details }: Refused): DomainError =>
  new DomainError(code, message, remedy, { ...details });

export const timedOut = (limitMs: number): DomainError =>
  new DomainError(
    'SCORING_TIMED_OUT',
    `Judging the series took longer than ${limitMs / 1_000} seconds`,
    'Choose a shorter range, or a smaller model.',
  );
