import { type CleanedSplit, type CleaningOrder, cleanedSplit } from './cleaned-split.ts';
import { inThread } from './in-thread.ts';

const WORKER = new URL('./clean-worker.ts', import.meta.url);
/** To clean so many samples takes 20 ms at most, and to start a thread 300. */
export const MOST_CLEANED_AT_HAND = 1_000;

/**
 * Cleans, more than a few samples in a thread of its own: two million take seconds, in which readings must go on. The values
 * of the order go with it and are gone here.
 * @throws the reason of an aborted signal
 */
export async function cleanSplit(order: CleaningOrder, signal?: AbortSignal): Promise<CleanedSplit> {
  if (order.values.length <= MOST_CLEANED_AT_HAND) return cleanedSplit(order);
  return inThread(WORKER, order, [order.values.buffer], signal);
}
