import { UsageError } from './failure.ts';

/** The value of an option that is a whole number from `from` to `to`; `fallback` when it is absent. @throws UsageError */
export function wholeNumber(
  name: string,
  text: string | undefined,
  fallback: number,
  from: number,
  to: number,
): number {
  const value = text === undefined ? fallback : Number(text);
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new UsageError(`--${name} is ${text}; it must be a whole number from ${from} to ${to}`);
}
