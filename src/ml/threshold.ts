import { z } from 'zod';
import { quantileOfSorted } from './quantile.ts';

/**
 * How the limit of a score is set. Both take held-out normal scores; a limit is finite and above zero.
 *
 * - FIXED: the limit of the method, whatever the scores were.
 * - TAIL: the level that normal scores exceed at `rate` (per reading), from an exponential fit to the excesses over
 *   their 98 % quantile u: limit = u + mean excess · ln(0.02/rate), never below `atLeast`. (Peaks over threshold,
 *   Pickands 1975, with shape 0.)
 */
export const thresholdConfig = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('FIXED'),
      limit: z.number('a number above 0').positive('a number above 0'),
    }),
    z.strictObject({
      kind: z.literal('TAIL'),
      rate: z
        .number('between 1e-9 and 0.02')
        .min(1e-9, 'between 1e-9 and 0.02')
        .max(0.02, 'between 1e-9 and 0.02'),
      atLeast: z.number('a number above 0').positive('a number above 0'),
    }),
  ],
  'a threshold of kind FIXED or TAIL',
);

export type ThresholdConfig = z.output<typeof thresholdConfig>;

const TAIL_SHARE = 0.02;

/** The limit for scores of which these are held-out normal ones. An empty sample gives the limit of the configuration. */
export const fitThreshold = (config: ThresholdConfig, normalScores: Float64Array): number => {
  if (config.kind === 'FIXED') return config.limit;
  if (normalScores.length === 0) return config.atLeast;
  const sorted = Float64Array.from(normalScores).sort();
  const base = quantileOfSorted(sorted, 1 - TAIL_SHARE);
  let excess = 0;
  let beyond = 0;
  for (let i = sorted.length - 1; i >= 0 && sorted[i] > base; i--) {
    excess += sorted[i] - base;
    beyond++;
  }
  const mean = beyond > 0 ? excess / beyond : 0;
  return Math.max(config.atLeast, base + mean * Math.log(TAIL_SHARE / config.rate));
};
