/** A sample is cut to this many times the distance from its local median that 95 % of the samples keep. */
const REACH = 5;

/**
 * A copy in which no single wild sample, and no pair of them, stands far from the median of the five usable samples
 * around it (fewer at either end, so that a slope there is not one). Steps, ramps and pulses as frequent as every
 * twentieth sample stay. Missing samples stay missing.
 */
export const clipSpikes = (values: Float64Array): Float64Array => {
  const usable = values.filter(Number.isFinite);
  const middles = usable.map((_, i) => {
    const sides = Math.min(2, i, usable.length - 1 - i);
    const around = usable.slice(i - sides, i + sides + 1).sort();
    return around[around.length >> 1];
  });
  const distances = usable.map((value, i) => Math.abs(value - middles[i])).sort();
  const reach = REACH * distances[Math.floor(0.95 * (distances.length - 1))];
  if (!(reach > 0)) return values.slice();
  let at = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return Number.NaN;
    const middle = middles[at++];
    return Math.min(middle + reach, Math.max(middle - reach, value));
  });
};
