import type { GapFiller } from './gaps.ts';

/**
 * x(t) = (1 − u)·a + u·b, u the share of the way from the last known sample before the gap to the first one after it.
 * Reads these two and nothing else. A gap at either end of the series has one of them only, and stays.
 */
export const linearFiller =
  (values: Float64Array): GapFiller =>
  ({ start, end }) => {
    const before = values[start - 1] ?? Number.NaN;
    const after = values[end + 1] ?? Number.NaN;
    return (t) => {
      const share = (t - start + 1) / (end - start + 2);
      // Both ends are weighted apart, so that a bridge between ±1e308 does not overflow.
      return before === after ? before : before * (1 - share) + after * share;
    };
  };
