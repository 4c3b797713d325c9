import type { FitOrder, FitProgress, FitResult } from './fit-order.ts';
import { judgeDetector } from './judge-detector.ts';
import { judgeForecaster } from './judge-forecaster.ts';

/**
 * Fits on the train part and judges on the held-out one. Blocks until it is done: at home in a worker thread.
 * @throws InsufficientDataError
 */
export const fitAndJudge = (order: FitOrder, onProgress: FitProgress): FitResult =>
  order.task === 'DETECTION' ? judgeDetector(order, onProgress) : judgeForecaster(order, onProgress);
