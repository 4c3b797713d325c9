import { z } from 'zod';

/** A whole number, both ends inclusive. */
export const count = (from: number, to: number) => {
  const range = `a whole number from ${from} to ${to}`;
  return z.int(range).min(from, range).max(to, range);
};

/** A number, both ends inclusive. */
export const real = (from: number, to: number) => {
  const range = `from ${from} to ${to}`;
  return z.number(range).min(from, range).max(to, range);
};
