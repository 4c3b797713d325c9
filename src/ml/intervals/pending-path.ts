/** A forecast whose actuals are still arriving. */
export interface PendingPath {
  /** Index of the last sample that was known. */
  readonly origin: number;
  readonly scale: number;
  /** The share of a block that lies between the forecast before it and this one, at most 1. */
  readonly weight: number;
  /** Until an actual arrives NaN; then (actual − point) / scale. */
  readonly residuals: Float64Array;
  readonly point: Float64Array;
  /** Blocks of steps that have been judged. */
  judged: number;
}
