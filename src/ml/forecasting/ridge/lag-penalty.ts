import { binOf, type Cycle } from './cycle-profile.ts';

/** How strongly each lag is held back; lags are counted in samples from 1, the newest input. */
export interface PenaltyShape {
  /** λ of a mean lag and one window, for inputs of unit variance. */
  readonly penalty: number;
  /** Exponent of lag/season: older inputs are held back more. */
  readonly decay: number;
  /** Times more for lags beyond one season that are off the target's phase. */
  readonly offPhase: number;
  /** Steps on either side of the target's phase that are in phase with it. */
  readonly near: number;
}

/** Without a phase to be off: no season, one of which every lag is near, or one that the look-back does not exceed. */
export const hasPhases = ({ period }: Cycle, lookback: number, { offPhase, near }: PenaltyShape): boolean =>
  offPhase !== 1 && period > 2 * near + 1 && lookback > period;

/** To the nearest sample, where the season is not a whole number of them. */
const isNear = (distance: number, period: number, near: number): boolean => {
  const rest = distance % period;
  return Math.min(rest, period - rest) < near + 0.5;
};

/**
 * Per input position, oldest first, the penalty of one window when the input is off phase; their mean over inputs and
 * phases, in-phase ones counted as such, is `penalty`.
 */
export const offPhasePenalties = (lookback: number, cycle: Cycle, shape: PenaltyShape): Float64Array => {
  const { period } = cycle;
  const off = hasPhases(cycle, lookback, shape) ? shape.offPhase : 1;
  const shareNear = Math.min(1, (2 * shape.near + 1) / period);
  const penalties = new Float64Array(lookback);
  let mean = 0;
  for (let i = 0; i < lookback; i++) {
    const lag = lookback - i;
    const base = (lag / period) ** shape.decay;
    penalties[i] = lag <= period ? base : off * base;
    mean += (lag <= period ? base : base * (shareNear + (1 - shareNear) * off)) / lookback;
  }
  for (let i = 0; i < lookback; i++) penalties[i] *= shape.penalty / mean;
  return penalties;
};

/** Positions beyond one season that are in phase with the step `target` (0 is the first after the window). */
export const inPhasePositions = (
  lookback: number,
  { period }: Cycle,
  target: number,
  near: number,
): Int32Array => {
  const positions: number[] = [];
  for (let i = 0; i < lookback; i++) {
    const lag = lookback - i;
    if (lag > period && isNear(lag + target, period, near)) positions.push(i);
  }
  return Int32Array.from(positions);
};

/** The steps of a horizon by the bin of their phase: those of one bin share their penalties. */
export const stepsByPhase = (horizon: number, cycle: Cycle): number[][] => {
  const groups: number[][] = Array.from({ length: cycle.bins }, () => []);
  for (let step = 0; step < horizon; step++) groups[binOf(cycle, step)].push(step);
  return groups.filter((steps) => steps.length > 0);
};
