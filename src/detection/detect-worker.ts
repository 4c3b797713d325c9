import { clean } from '../ml/cleaning/clean.ts';
import { DETECTOR_FAMILIES } from '../ml/detectors.ts';
import { answerOrders } from './answer-orders.ts';
import type { CleanedDetection, DetectOrder } from './detect-order.ts';

answerOrders(({ family, artifact, series, cleaning, known }: DetectOrder): CleanedDetection => {
  const { series: judged, counts: cleaned } = clean(series, cleaning);
  const detection = DETECTOR_FAMILIES[family].load(artifact).detect(judged, known);
  return { ...detection, values: judged.values, cleaned };
});
