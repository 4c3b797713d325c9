import { parentPort } from 'node:worker_threads';
import { DomainError } from '../errors.ts';

/** What a thread answers with. An expected failure crosses as its parts, because its class would be lost. */
export type ThreadAnswer<Judged> =
  | { readonly judged: Judged }
  | { readonly refused: Pick<DomainError, 'code' | 'message' | 'remedy' | 'details'> };

/** Answers every order that this thread is sent, in their turn. */
export function answerOrders<Order, Judged>(judge: (order: Order) => Judged): void {
  parentPort?.on('message', (order: Order) => parentPort?.postMessage(answerTo(order, judge)));
}

function answerTo<Order, Judged>(order: Order, judge: (order: Order) => Judged): ThreadAnswer<Judged> {
  try {
    return { judged: judge(order) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, message, remedy, details } = error;
    return { refused: { code, message, remedy, details } };
  }
}
