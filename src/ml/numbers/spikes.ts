import { orderStatistic } from './order-statistic.ts';

/** A sample is cut to this many times the distance from its local median that 95 % of the samples keep. */
const REACH = 5;

/**
 * A copy in which no single wild sample, and no pair of them, stands far from the median of the five usable samples
 * around it (fewer at either end, so that a slope there is not one). Steps, ramps and pulses as frequent as every
 * twentieth sample stay. Missing samples stay missing.
 */
export const clipSpikes = (values: Float64Array): Float64Array => {
  const usable = usableOf(values);
  const { length } = usable;
  const middles = new Float64Array(length);
  const distances = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    middles[i] = localMedian(usable, i);
    distances[i] = Math.abs(usable[i] - middles[i]);
  }
  const reach = REACH * orderStatistic(distances, Math.floor(0.95 * (length - 1)));
  const clipped = values.slice();
  if (!(reach > 0)) return clipped;
  for (let i = 0, at = 0; i < clipped.length; i++) {
    if (!Number.isFinite(clipped[i])) {
      clipped[i] = Number.NaN;
      continue;
    }
    const middle = middles[at++];
    clipped[i] = Math.min(middle + reach, Math.max(middle - reach, clipped[i]));
  }
  return clipped;
};

const usableOf = (values: Float64Array): Float64Array => {
  const usable = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) usable[count++] = values[i];
  return usable.subarray(0, count);
};

/** Of five, of three beside either end, of one at it. */
const localMedian = (values: Float64Array, i: number): number => {
  const sides = Math.min(2, i, values.length - 1 - i);
  if (sides === 0) return values[i];
  if (sides === 1) return medianOfThree(values[i - 1], values[i], values[i + 1]);
  const a = values[i - 2];
  const b = values[i - 1];
  const c = values[i + 1];
  const d = values[i + 2];
  // Without the least and the most of four, the median of five is that of the rest.
  const low = Math.max(Math.min(a, b), Math.min(c, d));
  const high = Math.min(Math.max(a, b), Math.max(c, d));
  return medianOfThree(values[i], low, high);
};

const medianOfThree = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
