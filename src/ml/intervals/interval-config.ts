import { z } from 'zod';
import { count, real } from '../bounded.ts';

/** Of a fit that does not say otherwise. */
export const USUAL_INTERVALS = { method: 'TRACKER', gain: 0.5, paths: 400 } as const;

/**
 * How the intervals around a forecast are made, whatever forecaster made it.
 *
 * - CONFORMAL: the held-out residuals of each step, as they are. Its promise needs residuals that are exchangeable.
 * - TRACKER: residuals as multiples of how much the sensor moves now, and a correction that follows live coverage.
 *   `gain`: how far the log width moves in a season for a whole miss. `paths`: residual paths that are remembered.
 */
export const intervalConfig = z.discriminatedUnion(
  'method',
  [
    z.strictObject({ method: z.literal('CONFORMAL') }),
    z.strictObject({
      method: z.literal('TRACKER'),
      gain: real(0, 2).default(USUAL_INTERVALS.gain),
      paths: count(20, 2_000).default(USUAL_INTERVALS.paths),
    }),
  ],
  'intervals of method CONFORMAL or TRACKER',
);

export type IntervalConfig = z.output<typeof intervalConfig>;
