import { z } from 'zod';
import { count, real } from '../bounded.ts';

const positive = z.number('a number above 0').positive('a number above 0');

/** Readings a false alarm. */
const oneIn = count(10, 1_000_000_000);

const KINDS = [
  z.strictObject({ kind: z.literal('FIXED'), limit: positive }),
  z.strictObject({ kind: z.literal('TAIL'), rate: real(1e-9, 0.02), atLeast: positive }),
  z.strictObject({ kind: z.literal('POT'), oneIn, atLeast: positive.optional() }),
  z.strictObject({ kind: z.literal('QUANTILE'), oneIn, atLeast: positive.optional() }),
  z.strictObject({ kind: z.literal('MAD'), times: real(0.1, 1_000), atLeast: positive.optional() }),
] as const;

/**
 * How the limit of a score is set; every kind but FIXED from held-out normal scores alone.
 *
 * - FIXED: the limit of the method, whatever the scores were.
 * - TAIL: exceeded at `rate` if the tail is exponential, never below `atLeast`.
 * - POT: exceeded by one normal score in `oneIn`, from a generalised Pareto tail. Reaches beyond the sample.
 * - QUANTILE: the same as an order statistic, with no assumption on the tail; as POT where the sample is too short.
 * - MAD: median + `times` scaled median absolute deviations; promises no rate.
 *
 * `atLeast` is the least limit, and the limit where there is nothing to learn from.
 */
export const thresholdConfig = z.discriminatedUnion(
  'kind',
  KINDS,
  'a threshold of kind FIXED, TAIL, POT, QUANTILE or MAD',
);

export type ThresholdConfig = z.output<typeof thresholdConfig>;

/**
 * The same, and STREAMING: as POT, learning on from every live score that is no anomaly (SPOT); with `drift` from its
 * distance to a moving level (DSPOT).
 */
export const liveThresholdConfig = z.discriminatedUnion(
  'kind',
  [
    ...KINDS,
    z.strictObject({ kind: z.literal('STREAMING'), oneIn, drift: z.boolean('true or false').default(false) }),
  ],
  'a threshold of kind FIXED, TAIL, POT, QUANTILE, MAD or STREAMING',
);

export type LiveThresholdConfig = z.output<typeof liveThresholdConfig>;
