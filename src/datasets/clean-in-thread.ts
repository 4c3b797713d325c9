import type { CleanedSplit, CleaningOrder } from './cleaned-split.ts';
import { inThread } from './in-thread.ts';

const WORKER = new URL('./clean-worker.ts', import.meta.url);

/**
 * Cleans in a thread of its own: two million samples take seconds, in which readings must go on. The values of the order
 * go with it and are gone here.
 * @throws the reason of an aborted signal
 */
export const cleanInThread = (order: CleaningOrder, signal?: AbortSignal): Promise<CleanedSplit> =>
  inThread(WORKER, order, [order.values.buffer], signal);
