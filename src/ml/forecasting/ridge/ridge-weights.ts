import { addLagGram, subtractLevel, type WindowShape, windowCount } from '../../numbers/lag-gram.ts';
import type { Cycle } from './cycle-profile.ts';
import type { PenaltyShape } from './lag-penalty.ts';
import { originCorrection } from './origin-correction.ts';
import { type NormalEquations, phaseSolutions } from './phase-solutions.ts';
import type { TrainStretch } from './train-stretch.ts';

/** What is fitted; all in samples. */
export interface RidgeShape {
  /** Ascending, each at least one season; the maps of all are averaged. */
  readonly lookbacks: readonly number[];
  readonly horizon: number;
  readonly cycle: Cycle;
  /** Usable samples of a window without which there is no forecast. */
  readonly minimumHistory: number;
}

export interface RidgePenalties extends PenaltyShape {
  /** Of the correction by the phase of the origin, an origin; null for no correction. */
  readonly correction: number | null;
}

/** Acts on inputs less their level and season, and gives steps less the same. */
export interface RidgeWeights {
  /** A row of the longest look-back a step. */
  readonly direct: Float64Array;
  /** A row of one season for each phase of the origin and step; empty for no correction. */
  readonly correction: Float64Array;
}

export const longestLookback = ({ lookbacks }: Pick<RidgeShape, 'lookbacks'>): number =>
  lookbacks[lookbacks.length - 1];

/**
 * Weights that minimise, over all windows of all stretches, Σ‖y − W·x‖² + N·Σ D·W², x and y less the mean of the
 * newest season of x, for each look-back apart; their mean is one linear map again. Then the correction of its residual.
 */
export const ridgeWeights = (
  stretches: readonly TrainStretch[],
  shape: Omit<RidgeShape, 'minimumHistory'>,
  penalties: RidgePenalties,
): RidgeWeights => {
  const { lookbacks, horizon, cycle } = shape;
  const longest = longestLookback(shape);
  const direct = new Float64Array(horizon * longest);
  for (const lookback of lookbacks) {
    const equations = normalEquations(stretches, { inputs: lookback, targets: horizon }, cycle.bins);
    const weights = phaseSolutions(equations, cycle, penalties);
    for (let step = 0; step < horizon; step++) {
      const own = weights.subarray(step * lookback, (step + 1) * lookback);
      addShare(
        direct.subarray((step + 1) * longest - lookback, (step + 1) * longest),
        own,
        1 / lookbacks.length,
      );
    }
  }
  if (penalties.correction === null) return { direct, correction: new Float64Array(0) };
  const window = { inputs: longest, targets: horizon };
  return { direct, correction: originCorrection(stretches, window, cycle, direct, penalties.correction) };
};

const addShare = (sum: Float64Array, own: Float64Array, share: number): void => {
  for (let i = 0; i < sum.length; i++) sum[i] += share * own[i];
};

const normalEquations = (
  stretches: readonly TrainStretch[],
  window: WindowShape,
  levelSpan: number,
): NormalEquations => {
  const { inputs: size, targets } = window;
  const width = size + targets;
  const moments = new Float64Array(size * width);
  let windows = 0;
  for (const { values } of stretches) {
    const count = windowCount(values.length, window);
    if (count === 0) continue;
    windows += count;
    addLagGram(moments, values, size, targets);
  }
  subtractLevel(moments, window, levelSpan);
  const gram = new Float64Array(size * size);
  for (let a = 0; a < size; a++) gram.set(moments.subarray(a * width, a * width + size), a * size);
  return { gram, moments: targetRows(moments, window), size, windows };
};

/** Steps that are turned together, so that what is read and what is written both stay in the cache. */
const TURNED = 16;

/** The columns of the targets as rows. */
const targetRows = (moments: Float64Array, { inputs, targets }: WindowShape): Float64Array => {
  const width = inputs + targets;
  const rows = new Float64Array(targets * inputs);
  for (let first = 0; first < targets; first += TURNED) {
    const last = Math.min(targets, first + TURNED);
    for (let a = 0; a < inputs; a++) {
      const from = a * width + inputs;
      for (let step = first; step < last; step++) rows[step * inputs + a] = moments[from + step];
    }
  }
  return rows;
};
