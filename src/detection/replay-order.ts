import type { EpisodeRules } from '../ml/evaluation/causal-episodes.ts';
import type { Episode } from '../ml/hysteresis.ts';
import type { Series } from '../ml/series.ts';

/** All that replaying a stretch of history through a live form needs; it crosses into a worker thread. */
export interface ReplayOrder {
  readonly family: string;
  readonly artifact: Uint8Array;
  /** What came before: shown to the detector, and not judged. */
  readonly priming: Series;
  /** Readings as they came, a sample each. */
  readonly series: Series;
  /** The scores are computed once, and make episodes under each of these. */
  readonly settings: readonly EpisodeRules[];
}

/** The times of episodes are indices of readings. */
export interface ReplayedEpisodes {
  /** Under each of the settings. */
  readonly detector: readonly (readonly Episode[])[];
  /** Of last-value difference with the first threshold of the detector. */
  readonly baseline: readonly (readonly Episode[])[];
}
