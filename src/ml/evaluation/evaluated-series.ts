import type { Interval } from '../series.ts';

/** One series with what is known about it and what a detector found: sample indices, in any order. */
export interface EvaluatedSeries {
  /** Length of the series. */
  readonly samples: number;
  /** Known anomalies. */
  readonly labels: readonly Interval[];
  readonly detections: readonly Interval[];
}
