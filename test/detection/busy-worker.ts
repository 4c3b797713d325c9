import { threadId } from 'node:worker_threads';
import { answerOrders } from '../../src/detection/answer-orders.ts';

/** A worker thread that is at work for `busyMs`, and answers with what it was asked and its own name. */
answerOrders(({ asked, busyMs }: { asked: string; busyMs: number }) => {
  const until = performance.now() + busyMs;
  while (performance.now() < until);
  return { asked, threadId };
});
