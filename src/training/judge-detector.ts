import { type CausalMetrics, detectionMetrics } from '../ml/detection-metrics.ts';
import { sliceSeries } from '../ml/series.ts';
import { detectorFamily } from './families.ts';
import type { FitOrder, FitProgress, FitResult } from './fit-order.ts';

/** The part of the work that the fit takes; the rest is judging. */
const FIT_SHARE = 0.7;

/**
 * A detector and how its causal form behaves in the held-out part, under the detection settings of its sensor, beside
 * last-value difference. Precision and recall are there when operators confirmed anomalies in that part.
 * @throws InsufficientDataError
 */
export function judgeDetector(order: FitOrder, onProgress: FitProgress): FitResult {
  const { series, trainCount, heldOutLabels, hysteresis, seed } = order;
  const family = detectorFamily(order.family);
  const train = sliceSeries(series, 0, trainCount);
  const heldOut = sliceSeries(series, trainCount, series.values.length);
  onProgress(0, 'FIT');
  const fitted = family.fit(train, family.parseConfig(order.config), {
    seed,
    onProgress: (share) => onProgress(FIT_SHARE * share, 'FIT'),
  });
  onProgress(FIT_SHARE, 'JUDGE');
  const labels = heldOutLabels.length > 0 ? heldOutLabels : undefined;
  const { samples, detector, naive } = detectionMetrics(fitted, train, heldOut, hysteresis, labels);
  onProgress(1, 'JUDGE');
  return {
    artifact: new Uint8Array(fitted.save()),
    metrics: { ...figures(detector), samples, ...hysteresis },
    baselineMetrics: figures(naive),
  };
}

/** A share that would divide by zero is left out. */
function figures({ falseAlarmsPer10000, shareFlagged, segments }: CausalMetrics): Record<string, number> {
  const shares = Object.entries(segments ?? {}).filter(
    (entry): entry is [string, number] => entry[1] !== null,
  );
  return { falseAlarmsPer10000, shareFlagged, ...Object.fromEntries(shares) };
}
