/**
 * Forecast origins `first` … `last` (both inclusive), at most `atMost`, equally spaced. An origin o means that the
 * samples before index o are known and o is the first to be forecast. The spacing shares no factor with the season, so
 * that every phase of the season is met.
 */
export const rollingOrigins = (first: number, last: number, atMost: number, season: number): number[] => {
  let stride = Math.max(1, Math.ceil((last - first + 1) / atMost));
  while (greatestCommonDivisor(stride, season) > 1) stride++;
  const origins: number[] = [];
  for (let origin = first; origin <= last; origin += stride) origins.push(origin);
  return origins;
};

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);
