import { parentPort, workerData } from 'node:worker_threads';
import { DomainError } from '../errors.ts';

/** What a thread answers with. An expected failure crosses as its parts, because its class would be lost. */
export type ThreadAnswer<Judged> =
  | { readonly judged: Judged }
  | { readonly refused: Pick<DomainError, 'code' | 'message' | 'remedy' | 'details'> };

/** Answers the order that this thread was started with. */
export function answerOrder<Order, Judged>(judge: (order: Order) => Judged): void {
  const answer = (said: ThreadAnswer<Judged>) => parentPort?.postMessage(said);
  try {
    answer({ judged: judge(workerData as Order) });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, message, remedy, details } = error;
    answer({ refused: { code, message, remedy, details } });
  }
}
