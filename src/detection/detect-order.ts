import type { Interval, Series } from '../ml/series.ts';

/** All that judging a whole series needs; it crosses into a worker thread. */
export interface DetectOrder {
  readonly family: string;
  readonly artifact: Uint8Array;
  readonly series: Series;
  /** Anomalies that must not shape what counts as usual. */
  readonly known: readonly Interval[];
}
