import { Worker } from 'node:worker_threads';

/**
 * What a worker script answers to an order, in a thread of its own. What is transferred is gone here. An aborted signal
 * ends the thread wherever it is.
 * @throws the reason of an aborted signal
 */
export function inThread<Answer>(
  script: URL,
  order: object,
  transferList: ArrayBuffer[],
  signal?: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const worker = new Worker(script, { workerData: order, transferList });
    const abort = () => {
      reject(signal?.reason);
      void worker.terminate();
    };
    signal?.addEventListener('abort', abort, { once: true });
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', (code) => {
      signal?.removeEventListener('abort', abort);
      reject(new Error(`The worker thread ended with ${code} before it had answered`));
    });
  });
}
