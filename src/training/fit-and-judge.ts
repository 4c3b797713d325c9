import type { FitOrder, FitResult, FitWatch } from './fit-order.ts';
import { judgeDetector } from './judge-detector.ts';
import { judgeForecaster } from './judge-forecaster.ts';

/**
 * Fits on the train part and judges on the held-out one. Blocks for long: at home in a worker thread.
 * @throws InsufficientDataError
 */
export const fitAndJudge = async (order: FitOrder, watch: FitWatch): Promise<FitResult> =>
  order.task === 'DETECTION' ? judgeDetector(order, watch) : judgeForecaster(order, watch);
