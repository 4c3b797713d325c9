import type { StuckConfig } from './cleaning-config.ts';

/**
 * A copy in which every run of more than `longest` exactly identical values is missing, its first value too: when the
 * sensor froze cannot be known. Up to `longest` missing samples in a row do not end a run, so that a frozen sensor with
 * lost readings is still one; more of them do.
 */
export const dropStuckRuns = (values: Float64Array, { longest }: StuckConfig): Float64Array => {
  const alive = values.slice();
  let first = -1;
  let last = -1;
  let length = 0;
  const close = (): void => {
    if (length > longest) alive.fill(Number.NaN, first, last + 1);
  };
  for (let t = 0; t < values.length; t++) {
    if (Number.isNaN(values[t])) continue;
    if (last >= 0 && values[t] === values[last] && t - last - 1 <= longest) length++;
    else {
      close();
      first = t;
      length = 1;
    }
    last = t;
  }
  close();
  return alive;
};
