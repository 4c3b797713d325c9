import { z } from 'zod';
import { count, real } from '../bounded.ts';

/**
 * How the intervals around a forecast are made, whatever forecaster made it.
 *
 * - CONFORMAL: the held-out residuals of each step, as they are. Its promise needs residuals that are exchangeable.
 * - TRACKER: residuals as multiples of how much the sensor moves now, and a correction that follows live coverage.
 *   `gain`: how far the log width moves in a season for a whole miss. `paths`: residual paths that are remembered.
 *   `replays`: where no live state is kept, forecasts from this many past origins of the history that set the correction;
 *   each costs a forecast, and the history grows by the horizon.
 */
export const intervalConfig = z.discriminatedUnion(
  'method',
  [
    z.strictObject({ method: z.literal('CONFORMAL') }),
    z.strictObject({
      method: z.literal('TRACKER'),
      gain: real(0, 2).default(0.15),
      paths: count(20, 2_000).default(400),
      replays: count(0, 200).default(0),
    }),
  ],
  'intervals of method CONFORMAL or TRACKER',
);

export type IntervalConfig = z.output<typeof intervalConfig>;
export type TrackerConfig = Extract<IntervalConfig, { method: 'TRACKER' }>;
