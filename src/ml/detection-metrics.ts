import type { FittedDetector } from './detector.ts';
import { overlappingSegments, type SegmentScore } from './evaluation/overlapping-segments.ts';
import { advanceEpisode, type Episode, type HysteresisConfig, noEpisode } from './hysteresis.ts';
import { type CausalScorer, lastValueDifference } from './last-value-difference.ts';
import type { Interval, Series } from './series.ts';

/** How the causal form behaves on samples that no fit has seen. */
export interface CausalMetrics {
  /** Episodes opened that touch no label, per 10,000 samples. Without labels all of the data counts as normal. */
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

/**
 * Out-of-sample metrics of a fitted detector beside the naive baseline.
 *
 * @param train what the detector was fitted on; the baseline is fitted on it too.
 * @param heldOut later samples, which it was not fitted on.
 * @param labels known anomalies as indices into `heldOut`; undefined when nobody labelled them.
 */
export const detectionMetrics = (
  detector: FittedDetector,
  train: Series,
  heldOut: Series,
  hysteresis: HysteresisConfig,
  labels?: readonly Interval[],
): DetectionMetrics => {
  const live = detector.live();
  const threshold = detector.live().update(Number.NaN, new Float64Array(heldOut.inputs.length)).threshold;
  return {
    samples: heldOut.values.length,
    detector: causalMetrics(live, heldOut, hysteresis, labels),
    naive: causalMetrics(lastValueDifference(train, threshold), heldOut, hysteresis, labels),
  };
};

const causalMetrics = (
  scorer: CausalScorer,
  series: Series,
  hysteresis: HysteresisConfig,
  labels: readonly Interval[] | undefined,
): CausalMetrics => {
  const episodes = episodesOf(scorer, series, hysteresis);
  const samples = Math.max(1, series.values.length);
  const flagged = episodes.reduce((sum, { start, end }) => sum + end - start + 1, 0);
  const segments = overlappingSegments(labels ?? [], episodes);
  return {
    falseAlarmsPer10000: (10_000 * segments.falsePositives) / samples,
    shareFlagged: flagged / samples,
    segments: labels === undefined ? null : segments,
  };
};

/** Episodes as sample indices; one that is open at the end counts up to its last reading over the close level. */
const episodesOf = (scorer: CausalScorer, series: Series, hysteresis: HysteresisConfig): Interval[] => {
  const episodes: Interval[] = [];
  const add = (episode: Episode | null) => {
    if (episode !== null) episodes.push({ start: episode.startTime, end: episode.endTime });
  };
  const inputs = new Float64Array(series.inputs.length);
  let state = noEpisode;
  for (let t = 0; t < series.values.length; t++) {
    for (let k = 0; k < inputs.length; k++) inputs[k] = series.inputs[k][t];
    const value = series.values[t];
    const step = advanceEpisode(state, { time: t, value, judged: scorer.update(value, inputs) }, hysteresis);
    if (step.change === 'CLOSED') add(step.episode);
    state = step.state;
  }
  if (state.open) add(state.episode);
  return episodes;
};
