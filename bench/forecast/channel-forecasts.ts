/**
 * Points of one channel from every origin in time order, and what came. An origin o means that the samples before index o
 * were known and o is the first that was forecast. This is all that the stages of intervals and of risk get.
 */
export interface ChannelForecasts {
  readonly channel: string;
  /** NaN where a sample is missing. */
  readonly values: Float64Array;
  /** In samples; 1 for none. */
  readonly season: number;
  readonly horizon: number;
  /** Of the first row of `points`; the next row is one sample later. The model has not been fitted on what came after it. */
  readonly firstOrigin: number;
  /** From here on origins are scored; the earlier ones may calibrate what lies before. */
  readonly firstScored: number;
  /** A row of `horizon` steps an origin. */
  readonly points: Float64Array;
}

export const originsOf = ({ points, horizon }: ChannelForecasts): number => points.length / horizon;

/** The steps from origin `firstOrigin + row`. */
export const pathAt = ({ points, horizon }: ChannelForecasts, row: number): Float64Array =>
  points.subarray(row * horizon, (row + 1) * horizon);
