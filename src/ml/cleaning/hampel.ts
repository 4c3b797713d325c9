import type { HampelConfig } from './cleaning-config.ts';
import { SortedWindow } from './sorted-window.ts';

/** Makes the median absolute deviation of a normal distribution its standard deviation: 1/Φ⁻¹(¾). */
const MAD_TO_DEVIATION = 1.4826;
/** Fewer usable samples in a window say nothing about one of them. */
const FEWEST = 3;

/**
 * Hampel's identifier (Hampel, *The influence curve and its role in robust estimation*, JASA 1974; as a moving filter in
 * Pearson, *Outliers in process modeling and identification*, 2002): x is an outlier when
 * |x − m| > times · 1.4826 · median |xᵢ − m|, with m the median of the usable samples at most `halfWidth` before or after
 * it, cut at the ends of the series. Up to half of a window may be wild; an edge between two levels stays.
 *
 * Where more than half of a window are equal the deviation is 0 and whatever differs is an outlier: right for a spike on
 * a constant, wrong for sensors that speak in few levels.
 */
export const replaceOutliers = (values: Float64Array, config: HampelConfig): Float64Array => {
  const { halfWidth, times, replacement } = config;
  const replaced = values.slice();
  const window = new SortedWindow(2 * halfWidth + 1);
  for (let t = -halfWidth; t < values.length; t++) {
    const [gone, come] = [values[t - halfWidth - 1], values[t + halfWidth]];
    if (isUsable(gone)) window.remove(gone);
    if (isUsable(come)) window.insert(come);
    if (window.size < FEWEST || !isUsable(values[t])) continue;
    const median = window.median();
    const limit = times * MAD_TO_DEVIATION * window.medianDistance(median);
    if (Math.abs(values[t] - median) > limit) replaced[t] = replacement === 'MEDIAN' ? median : Number.NaN;
  }
  return replaced;
};

/** Outside the series there is nothing, and nothing is missing too. */
const isUsable = (value: number | undefined): value is number => value !== undefined && !Number.isNaN(value);
