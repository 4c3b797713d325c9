import { testFrom } from '../datasets/split-counts.ts';
import { type CausalMetrics, detectionMetrics } from '../ml/evaluation/detection-metrics.ts';
import { sliceSeries } from '../ml/series.ts';
import { announcedTensors } from './announced-tensors.ts';
import { detectorFamily } from './families.ts';
import type { FitOrder, FitResult, FitWatch } from './fit-order.ts';
import { validationFor } from './validation-part.ts';

/** The part of the work that the fit takes; the rest is judging. */
const FIT_SHARE = 0.9;

/**
 * A detector and how its causal form behaves in the held-out part, under the detection settings of its sensor, beside
 * last-value difference. Precision and recall are there when operators confirmed anomalies in that part.
 * @throws InsufficientDataError
 */
export async function judgeDetector(order: FitOrder, watch: FitWatch): Promise<FitResult> {
  const { series, split, heldOutLabels, hysteresis, seed } = order;
  const family = detectorFamily(order.family);
  const from = testFrom(split);
  const train = sliceSeries(series, 0, split.trainCount);
  const between = sliceSeries(series, split.trainCount, from);
  const heldOut = sliceSeries(series, from, series.values.length);
  watch.progress(0, 'FIT');
  const fitted = await family.fit(train, family.parseConfig(order.config), {
    seed,
    features: order.features,
    validation: validationFor(order),
    onProgress: (share) => watch.progress(FIT_SHARE * share, 'FIT'),
    onEpoch: watch.epoch,
    tensors: () => announcedTensors(watch),
  });
  watch.progress(FIT_SHARE, 'JUDGE');
  const labels = heldOutLabels.length > 0 ? heldOutLabels : undefined;
  const { samples, detector, naive } = detectionMetrics(
    fitted,
    { train, between, heldOut },
    hysteresis,
    labels,
  );
  watch.progress(1, 'JUDGE');
  return {
    artifact: new Uint8Array(fitted.save()),
    metrics: { ...figures(detector), samples, ...hysteresis },
    baselineMetrics: figures(naive),
    choice: fitted.choice,
  };
}

/** A share that would divide by zero is left out. */
function figures({ falseAlarmsPer10000, shareFlagged, segments }: CausalMetrics): Record<string, number> {
  const shares = Object.entries(segments ?? {}).filter(
    (entry): entry is [string, number] => entry[1] !== null,
  );
  return { falseAlarmsPer10000, shareFlagged, ...Object.fromEntries(shares) };
}
