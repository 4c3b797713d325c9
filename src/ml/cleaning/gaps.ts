import type { Interval } from '../series.ts';

/** The value of one sample of a gap, from known samples; NaN where the method has nothing to say. */
export type GapFiller = (gap: Interval) => (t: number) => number;

/** The runs of missing samples that are no longer than `longest`, in order. */
export const gapsUpTo = (values: Float64Array, longest: number): Interval[] => {
  const gaps: Interval[] = [];
  let start = -1;
  for (let t = 0; t <= values.length; t++) {
    if (t < values.length && Number.isNaN(values[t])) {
      if (start < 0) start = t;
    } else if (start >= 0) {
      if (t - start <= longest) gaps.push({ start, end: t - 1 });
      start = -1;
    }
  }
  return gaps;
};
