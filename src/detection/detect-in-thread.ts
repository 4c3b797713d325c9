import { Worker } from 'node:worker_threads';
import { DomainError } from '../errors.ts';
import type { CleanedDetection, DetectOrder } from './detect-order.ts';

const WORKER = new URL('./detect-worker.ts', import.meta.url);

/**
 * Cleans and judges a series in a thread of its own.
 * @throws DomainError SCORING_TIMED_OUT
 */
export function detectInThread(order: DetectOrder, limitMs: number): Promise<CleanedDetection> {
  return new Promise<CleanedDetection>((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: order });
    const timer = setTimeout(() => {
      reject(timedOut(limitMs));
      void worker.terminate();
    }, limitMs);
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The worker thread ended with ${code} before the series was judged`));
    });
  });
}

const timedOut = (limitMs: number): DomainError =>
  new DomainError(
    'SCORING_TIMED_OUT',
    `Judging the series took longer than ${limitMs / 1_000} seconds`,
    'Choose a shorter range, or a smaller model.',
  );
