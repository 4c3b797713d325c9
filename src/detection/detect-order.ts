import type { CleaningCounts } from '../ml/cleaning/clean.ts';
import type { CleaningConfig } from '../ml/cleaning/cleaning-config.ts';
import type { BatchDetection } from '../ml/detector.ts';
import type { Interval, Series } from '../ml/series.ts';

/** All that judging a whole series needs; it crosses into a worker thread. */
export interface DetectOrder {
  readonly family: string;
  readonly artifact: Uint8Array;
  readonly series: Series;
  /** What is done to the values before they are judged. */
  readonly cleaning: CleaningConfig;
  /** Anomalies that must not shape what counts as usual. */
  readonly known: readonly Interval[];
}

export interface CleanedDetection extends BatchDetection {
  /** As they were judged. */
  readonly values: Float64Array;
  readonly cleaned: CleaningCounts;
}
