import { Worker } from 'node:worker_threads';
import { DomainError } from '../errors.ts';
import type { ThreadAnswer } from './answer-order.ts';

type Refused = Extract<ThreadAnswer<unknown>, { refused: unknown }>['refused'];

export interface ThreadEnd {
  /** How long the thread may take; as long as it needs where it is left out. */
  readonly limitMs?: number;
  /** Once aborted, ends the thread wherever it is. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a worker script on an order in a thread of its own, and gives the one message that it answers with.
 * @throws DomainError as the thread refused, or SCORING_TIMED_OUT; the reason of an aborted signal
 */
export function judgeInThread<Judged>(
  script: URL,
  order: object,
  { limitMs, signal }: ThreadEnd,
): Promise<Judged> {
  return new Promise<Judged>((resolve, reject) => {
    signal?.throwIfAborted();
    const worker = new Worker(script, { workerData: order });
    const give = (reason: unknown) => {
      reject(reason);
      void worker.terminate();
    };
    const abort = () => give(signal?.reason);
    const timer = limitMs === undefined ? undefined : setTimeout(() => give(timedOut(limitMs)), limitMs);
    signal?.addEventListener('abort', abort, { once: true });
    worker.on('message', (answer: ThreadAnswer<Judged>) =>
      'judged' in answer ? resolve(answer.judged) : reject(refusal(answer.refused)),
    );
    worker.on('error', reject);
    worker.on('exit', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      reject(new Error(`The worker thread ended with ${code} before the series was judged`));
    });
  });
}

export const refusal = ({ code, message, remedy, details }: Refused): DomainError =>
  new DomainError(code, message, remedy, { ...details });

export const timedOut = (limitMs: number): DomainError =>
  new DomainError(
    'SCORING_TIMED_OUT',
    `Judging the series took longer than ${limitMs / 1_000} seconds`,
    'Choose a shorter range, or a smaller model.',
  );
