import type { FitOrder, FitResult, FitWatch, GroupOrder } from './fit-order.ts';
import { judgeDetector } from './judge-detector.ts';
import { judgeForecaster } from './judge-forecaster.ts';
import { judgeGroup } from './judge-group.ts';

/**
 * Fits on the train part and judges on the held-out one. Blocks for long: at home in a worker thread.
 * @throws InsufficientDataError
 */
export const fitAndJudge = async (order: FitOrder | GroupOrder, watch: FitWatch): Promise<FitResult> => {
  if ('members' in order) return judgeGroup(order, watch);
  return order.task === 'DETECTION' ? judgeDetector(order, watch) : judgeForecaster(order, watch);
};
