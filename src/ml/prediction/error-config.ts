import { z } from 'zod';
import { count, real } from '../bounded.ts';

/** A live form keeps a whole window of errors. */
const LARGEST_WINDOW = 2_500;

/**
 * How errors of prediction become departures: the nonparametric dynamic threshold of Hundman et al. 2018, §3.2–3.3.
 * Lengths in samples.
 */
export const errorConfig = z
  .strictObject({
    /** Span of the causal exponential smoothing of the errors. */
    smoothing: count(1, 2_000).default(30),
    /** Samples after which the threshold is chosen anew … */
    batch: count(1, 1_000).default(70),
    /** … from this many of the latest batches. */
    windowBatches: count(1, 100).default(30),
    /** A departure spreads this far to both sides. */
    buffer: count(0, 1_000).default(100),
    /** Departures must stand out by this share of the larger one, or be normal after all. */
    prune: real(0, 0.99).default(0.13),
    /** The threshold is mean + z standard deviations, z searched from … to … by … */
    lowestZ: real(0.5, 20).default(2.5),
    highestZ: real(0.5, 50).default(12),
    stepZ: real(0.05, 5).default(0.5),
  })
  .refine(({ lowestZ, highestZ }) => lowestZ <= highestZ, {
    path: ['highestZ'],
    message: 'at least lowestZ',
  })
  .refine(({ batch, windowBatches }) => batch * windowBatches <= LARGEST_WINDOW, {
    path: ['windowBatches'],
    message: `at most ${LARGEST_WINDOW} samples together with batch`,
  });

export type ErrorConfig = z.output<typeof errorConfig>;
