import { Worker } from 'node:worker_threads';
import type { CleanedSplit, CleaningOrder } from './cleaned-split.ts';

const WORKER = new URL('./clean-worker.ts', import.meta.url);

/**
 * Cleans in a thread of its own: two million samples take seconds, in which readings must go on. The values of the order
 * go with it and are gone here. An aborted signal ends the thread wherever it is.
 * @throws the reason of an aborted signal
 */
export function cleanInThread(order: CleaningOrder, signal?: AbortSignal): Promise<CleanedSplit> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const worker = new Worker(WORKER, { workerData: order, transferList: [order.values.buffer] });
    const abort = () => {
      reject(signal?.reason);
      void worker.terminate();
    };
    signal?.addEventListener('abort', abort, { once: true });
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', (code) => {
      signal?.removeEventListener('abort', abort);
      reject(new Error(`The worker thread ended with ${code} before the values were clean`));
    });
  });
}
