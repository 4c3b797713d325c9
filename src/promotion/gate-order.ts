import type { ForecastMetrics } from '../ml/forecasting/forecast-metrics.ts';
import type { Episode, HysteresisConfig } from '../ml/hysteresis.ts';
import type { Interval, Series } from '../ml/series.ts';

interface Fitted {
  readonly family: string;
  readonly artifact: Uint8Array;
}

interface FittedMember extends Fitted {
  readonly artifactSha256: string;
  /** Which member of weights that several sensors share. */
  readonly member: number;
}

/** All that judging a detector on held-out readings needs; it crosses into a worker thread. */
export interface DetectorOrder extends Fitted {
  readonly task: 'DETECTION';
  /** What came before: shown to the detector, and not judged. */
  readonly priming: Series;
  readonly series: Series;
  readonly hysteresis: HysteresisConfig;
  /** Confirmed anomalies as indices of the readings; nothing is promised of those. */
  readonly labels: readonly Interval[];
}

/** Times of episodes are indices of readings. */
export interface JudgedDetector {
  readonly episodes: readonly Episode[];
  /** Of last-value difference under the same threshold. */
  readonly baseline: readonly Episode[];
  readonly nonFiniteScores: number;
  /** Share of the readings outside labels whose score is above the threshold, and what the confidence at the threshold promises. */
  readonly exceeded: number;
  readonly promised: number;
}

/** As `DetectorOrder`, of two forecasters at the same origins and steps. */
export interface ForecasterOrder {
  readonly task: 'FORECASTING';
  readonly candidate: FittedMember;
  readonly champion: FittedMember;
  readonly series: Series;
  /** Samples before this index are history; origins lie at or after it. */
  readonly split: number;
}

export interface JudgedForecasters {
  readonly origins: number;
  readonly horizon: number;
  readonly candidate: ForecastMetrics;
  readonly champion: ForecastMetrics;
  /** Of the last value. */
  readonly baseline: ForecastMetrics;
}
