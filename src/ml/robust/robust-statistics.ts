import { quantileOfSorted } from '../numbers/quantile.ts';

/** Median and a robust standard deviation > 0, in the unit of the sensor, and the range they came from. */
export interface RobustStatistics {
  readonly median: number;
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
}

/** Makes the median absolute deviation of a normal distribution its standard deviation. */
const MAD_TO_DEVIATION = 1.4826;
/** Smallest deviation that counts: shares of the range, and of the magnitude of the median. */
const RANGE_FLOOR = 0.05;
const MAGNITUDE_FLOOR = 0.002;

/**
 * Median and 1.4826·MAD. Where more than half of the values are equal the MAD is 0 and says nothing: the deviation is
 * then 5 % of the range, at least 0.2 % of the magnitude, and 0.05 when all values are zero. Never 0, never infinite.
 *
 * @param values at least one, none missing; order does not matter.
 */
export const robustStatistics = (values: Float64Array): RobustStatistics => {
  const sorted = Float64Array.from(values).sort();
  const median = quantileOfSorted(sorted, 0.5);
  const low = sorted[0];
  const high = sorted[sorted.length - 1];
  const absolute = sorted.map((value) => Math.abs(value - median)).sort();
  const spread = MAD_TO_DEVIATION * quantileOfSorted(absolute, 0.5);
  const magnitude = MAGNITUDE_FLOOR * Math.abs(median);
  const fallback = RANGE_FLOOR * (high / 2 - low / 2) * 2;
  const deviation = Math.max(spread > 0 ? spread : fallback, magnitude);
  return { median, deviation: finiteDeviation(deviation > 0 ? deviation : RANGE_FLOOR), low, high };
};

const finiteDeviation = (deviation: number): number => Math.min(deviation, Number.MAX_VALUE);

/** |value − median| in deviations, finite. */
export const robustScore = ({ median, deviation }: RobustStatistics, value: number): number =>
  Math.min(Math.abs(value - median) / deviation, Number.MAX_VALUE);

/** (value − median) in deviations, finite. */
export const robustDeviation = ({ median, deviation }: RobustStatistics, value: number): number =>
  Math.max(-Number.MAX_VALUE, Math.min((value - median) / deviation, Number.MAX_VALUE));

/** median ± limit deviations, finite. */
export const robustBand = ({ median, deviation }: RobustStatistics, limit: number) => {
  const clip = (value: number) => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  return {
    expected: median,
    lower: clip(median - limit * deviation),
    upper: clip(median + limit * deviation),
  };
};
