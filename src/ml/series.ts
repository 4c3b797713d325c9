/**
 * Samples of one sensor on an equally spaced grid. `values[t]` is in the unit of the sensor, NaN where it is missing.
 * `inputs[k][t]` is the value of the k-th input sensor (a command, another sensor) at the same instant; every column
 * has the length of `values`.
 */
export interface Series {
  readonly values: Float64Array;
  readonly inputs: readonly Float64Array[];
  /**
   * Sampling periods from the epoch to `values[0]`, where that is known: by it the hour of the day is the same in training and
   * later. Need not be whole; differences are rounded.
   */
  readonly startStep?: number;
  /** Milliseconds between two samples, where the grid has a clock. */
  readonly periodMs?: number;
  /** Of each sample, ms since the epoch, where they are readings as they came and not on a grid. */
  readonly times?: Float64Array;
}

/** When a sample was taken, ms since the epoch; NaN where that is unknown. */
export const timeAt = ({ times, startStep, periodMs }: Series, t: number): number =>
  times?.[t] ?? ((startStep ?? Number.NaN) + t) * (periodMs ?? Number.NaN);

/** Sample indices, both ends inclusive. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** Samples `from` (inclusive) to `to` (exclusive) as views, nothing is copied. */
export const sliceSeries = (series: Series, from: number, to: number): Series => ({
  ...series,
  values: series.values.subarray(from, to),
  inputs: series.inputs.map((column) => column.subarray(from, to)),
  ...(series.startStep === undefined ? {} : { startStep: series.startStep + from }),
  ...(series.times === undefined ? {} : { times: series.times.subarray(from, to) }),
});

/** Two stretches in memory of their own, the second from where the first ends. */
export const joined = (first: Series, second: Series): Series => {
  const both = (a: Float64Array, b: Float64Array) => {
    const column = new Float64Array(a.length + b.length);
    column.set(a);
    column.set(b, a.length);
    return column;
  };
  return {
    ...first,
    values: both(first.values, second.values),
    inputs: first.inputs.map((column, k) => both(column, second.inputs[k])),
    ...(first.times && second.times ? { times: both(first.times, second.times) } : {}),
  };
};
