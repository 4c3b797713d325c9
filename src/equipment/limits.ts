import { InvalidInputError } from '../errors.ts';
import type { Sensor } from './sensor.ts';

/** Where a sensor asks for attention, in its unit, after ISA-18.2: LL ≤ L ≤ H ≤ HH; null where there is none. */
export interface Limits {
  readonly lowLow: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly highHigh: number | null;
}

/** Where the value lies when all is well, in the unit of the sensor, both ends inclusive. */
export interface NormalRange {
  readonly low: number;
  readonly high: number;
}

const ORDER = ['lowLow', 'low', 'high', 'highHigh'] as const;

/** @throws InvalidInputError when a limit is not finite, or lies below one that it must not be below. */
export function checkedLimits(limits: Partial<Limits>): Limits {
  let below: (typeof ORDER)[number] | undefined;
  for (const name of ORDER) {
    const value = limits[name];
    if (value == null) continue;
    if (!Number.isFinite(value)) throw new InvalidInputError(`limits.${name}`, value, 'a finite number');
    if (below && value < (limits[below] as number)) {
      throw new InvalidInputError(
        `limits.${name}`,
        value,
        `at least limits.${below}, which is ${limits[below]}`,
      );
    }
    below = name;
  }
  const { lowLow = null, low = null, high = null, highHigh = null } = limits;
  return { lowLow, low, high, highHigh };
}

/** @throws InvalidInputError when an end is not finite, or `high` is not above `low`. */
export function checkedNormalRange(range: NormalRange): NormalRange {
  for (const end of ['low', 'high'] as const) {
    if (!Number.isFinite(range[end])) {
      throw new InvalidInputError(`normalRange.${end}`, range[end], 'a finite number');
    }
  }
  if (range.high > range.low) return range;
  throw new InvalidInputError('normalRange.high', range.high, `above normalRange.low, which is ${range.low}`);
}

/** The limits that hold now. */
export const limitsOf = (
  sensor: Pick<Sensor, 'limitLowLow' | 'limitLow' | 'limitHigh' | 'limitHighHigh'>,
): Limits => ({
  lowLow: sensor.limitLowLow ?? null,
  low: sensor.limitLow ?? null,
  high: sensor.limitHigh ?? null,
  highHigh: sensor.limitHighHigh ?? null,
});

/** The columns of a sensor that hold these limits. */
export const limitColumns = ({ lowLow, low, high, highHigh }: Limits) => ({
  limitLowLow: lowLow,
  limitLow: low,
  limitHigh: high,
  limitHighHigh: highHigh,
});
