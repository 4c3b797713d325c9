/** A value that a sensor should stay below (UPPER) or above (LOWER), in its unit. */
export interface Limit {
  readonly side: 'UPPER' | 'LOWER';
  readonly value: number;
}

/** A value on the limit has crossed it. NaN has not. */
export const hasCrossed = ({ side, value: limit }: Limit, value: number): boolean =>
  side === 'UPPER' ? value >= limit : value <= limit;

/** The first step, from 1, at which a path has crossed; 0 where it never does. */
export const firstPassage = (limit: Limit, path: Float64Array): number =>
  path.findIndex((value) => hasCrossed(limit, value)) + 1;

/**
 * Whether the limit was crossed in these samples; null where that is not known, because none crossed and more than a
 * tenth is missing.
 */
export const crossedWithin = (limit: Limit, actuals: Float64Array): boolean | null => {
  if (firstPassage(limit, actuals) > 0) return true;
  const missing = actuals.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
  return 10 * missing > actuals.length ? null : false;
};
