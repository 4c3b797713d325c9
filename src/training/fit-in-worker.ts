import { Worker } from 'node:worker_threads';
import { DomainError } from '../errors.ts';
import type { FitOrder, FitResult, FitWatch, WorkerMessage } from './fit-order.ts';

/** Heap of a worker thread. The arrays and the weights lie outside of it. */
const HEAP_MB = 1_024;

const WORKER = new URL('./worker.ts', import.meta.url);

/**
 * Fits and judges in a thread of its own; the arrays of the order go with it and are gone here. An aborted signal ends
 * the thread wherever it is.
 * @throws DomainError as the fit refused, or TRAINING_OUT_OF_MEMORY; the reason of an aborted signal
 */
export function fitInWorker(
  order: FitOrder,
  watch: FitWatch,
  signal: AbortSignal,
  script: URL = WORKER,
): Promise<FitResult> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(script, {
      workerData: order,
      transferList: columnsOf(order),
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const abort = () => {
      reject(signal.reason);
      void worker.terminate();
    };
    signal.addEventListener('abort', abort, { once: true });
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'PROGRESS') watch.progress(message.share, message.stage);
      else if (message.kind === 'EPOCH') watch.epoch?.(message.epoch);
      else if (message.kind === 'TENSORS') watch.tensors?.(message.choice);
      else if (message.kind === 'DONE') resolve(message.result);
      else reject(new DomainError(message.code, message.message, message.remedy, { ...message.details }));
    });
    worker.on('error', (error) => reject(isOutOfMemory(error) ? outOfMemory() : error));
    worker.on('exit', (code) => {
      signal.removeEventListener('abort', abort);
      reject(new Error(`The worker thread ended with ${code} before the fit was done`));
    });
  });
}

const columnsOf = ({ series }: FitOrder): ArrayBuffer[] => [
  ...new Set([series.values, ...series.inputs].map((column) => column.buffer as ArrayBuffer)),
];

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

const outOfMemory = (): DomainError =>
  new DomainError(
    'TRAINING_OUT_OF_MEMORY',
    `The fit needs more than ${HEAP_MB} MB of memory`,
    'Train on a shorter range, or with settings that need less.',
  );
