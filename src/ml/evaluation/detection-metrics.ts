import type { FittedDetector } from '../detector.ts';
import type { HysteresisConfig } from '../hysteresis.ts';
import type { Interval, Series } from '../series.ts';
import { causalEpisodes, feedSeries } from './causal-episodes.ts';
import { falseAlarmsPer10000 } from './false-alarms.ts';
import { type CausalScorer, lastValueDifference } from './last-value-difference.ts';
import { overlappingSegments, type SegmentScore } from './overlapping-segments.ts';
import { shareFlagged } from './share-flagged.ts';

/** How the causal form behaves on samples that no fit has seen. */
export interface CausalMetrics {
  /** Episodes that touch no label, per 10,000 samples outside them. Without labels all of the data counts as normal. */
  readonly falseAlarmsPer10000: number;
  /** Share of the samples inside an episode, in [0, 1]. */
  readonly shareFlagged: number;
  /** Overlapping-segment evaluation against the labels; null when there were none to compare with. */
  readonly segments: SegmentScore | null;
}

export interface DetectionMetrics {
  /** Samples judged. */
  readonly samples: number;
  readonly detector: CausalMetrics;
  /** Last-value difference with the same normaliser, threshold and hysteresis: always reported beside the detector. */
  readonly naive: CausalMetrics;
}

/** Parts of a series in order of time. */
export interface JudgedParts {
  /** What the detector was fitted on; the baseline is fitted on it too. */
  readonly train: Series;
  /** Shown to both before they are judged; no figure is about it. */
  readonly between?: Series;
  /** What figures are about: no fit has seen it. */
  readonly heldOut: Series;
}

/**
 * Out-of-sample metrics of a fitted detector beside the naive baseline.
 *
 * @param labels known anomalies as indices into `heldOut`; undefined when nobody labelled them.
 */
export const detectionMetrics = (
  detector: FittedDetector,
  { train, between, heldOut }: JudgedParts,
  hysteresis: HysteresisConfig,
  labels?: readonly Interval[],
): DetectionMetrics => {
  const live = detector.live();
  const threshold = detector.live().update(Number.NaN, new Float64Array(heldOut.inputs.length)).threshold;
  const naive = lastValueDifference(train, threshold);
  if (between) for (const scorer of [live, naive]) feedSeries(scorer, between);
  return {
    samples: heldOut.values.length,
    detector: causalMetrics(live, heldOut, hysteresis, labels),
    naive: causalMetrics(naive, heldOut, hysteresis, labels),
  };
};

const causalMetrics = (
  scorer: CausalScorer,
  series: Series,
  hysteresis: HysteresisConfig,
  labels: readonly Interval[] | undefined,
): CausalMetrics => {
  const known = labels ?? [];
  const judged = {
    samples: series.values.length,
    labels: known,
    detections: causalEpisodes(scorer, series, hysteresis),
  };
  return {
    falseAlarmsPer10000: falseAlarmsPer10000([judged]),
    shareFlagged: shareFlagged([judged]),
    segments: labels === undefined ? null : overlappingSegments(known, judged.detections),
  };
};
