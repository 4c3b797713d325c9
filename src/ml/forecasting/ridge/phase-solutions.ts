import { choleskyFactor, choleskySolve } from '../../numbers/cholesky.ts';
import { definiteInverse } from '../../numbers/definite-inverse.ts';
import { addRowProducts } from '../../numbers/row-products.ts';
import type { Cycle } from './cycle-profile.ts';
import {
  hasPhases,
  inPhasePositions,
  offPhasePenalties,
  type PenaltyShape,
  stepsByPhase,
} from './lag-penalty.ts';

/** A diagonal below this share of the mean does not make a Gram matrix definite. */
const LEAST_SHARE = 1e-9;

/** The normal equations of every step: G·w = m, one m a row. */
export interface NormalEquations {
  /** size × size, row-major. */
  readonly gram: Float64Array;
  /** A row of `size` moments a step. */
  readonly moments: Float64Array;
  readonly size: number;
  readonly windows: number;
}

/**
 * For each step the weights (G + N·D)⁻¹·m, D its diagonal of penalties, which depends on the phase of the step. A is inverted once, with
 * every lag beyond a season off phase; where the lags S of a phase are held back less, by Δ, Woodbury's identity gives
 * (A − UΔUᵀ)⁻¹m = y + A⁻¹U·(Δ⁻¹ − UᵀA⁻¹U)⁻¹·Uᵀy with y = A⁻¹m: a solve of |S| numbers instead of all.
 * Zeros where the system is not definite in float64. Spoils `gram`.
 */
export const phaseSolutions = (
  equations: NormalEquations,
  cycle: Cycle,
  shape: PenaltyShape,
): Float64Array => {
  const { gram, moments, size, windows } = equations;
  const steps = moments.length / size;
  const weights = new Float64Array(moments.length);
  const penalties = offPhasePenalties(size, cycle, shape);
  let trace = 0;
  for (let i = 0; i < size; i++) trace += gram[i * (size + 1)];
  if (!(trace > 0)) return weights;
  const least = (LEAST_SHARE * trace) / size;
  for (let i = 0; i < size; i++) gram[i * (size + 1)] += Math.max(least, windows * penalties[i]);
  const inverse = definiteInverse(gram, size);
  if (inverse === undefined) return weights;
  const rows = (cells: Float64Array) => ({ cells, stride: size });
  const all = { from: 0, to: size };
  addRowProducts(rows(weights), rows(moments), rows(inverse), { from: 0, to: steps }, all, all);
  if (!hasPhases(cycle, size, shape)) return weights;
  const relief = penalties.map((penalty) => windows * penalty * (1 - 1 / shape.offPhase));
  for (const group of stepsByPhase(steps, cycle)) {
    relieve(weights, inverse, size, group, inPhasePositions(size, cycle, group[0], shape.near), relief);
  }
  return weights;
};

/** Adds Woodbury's term to the weights of the steps of one phase. */
const relieve = (
  weights: Float64Array,
  inverse: Float64Array,
  size: number,
  steps: readonly number[],
  positions: Int32Array,
  relief: Float64Array,
): void => {
  const count = positions.length;
  const core = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) core[a * count + b] = -inverse[positions[a] * size + positions[b]];
    core[a * (count + 1)] += 1 / relief[positions[a]];
  }
  if (!choleskyFactor(core, count)) return;
  const coefficients = new Float64Array(count);
  for (const step of steps) {
    const row = step * size;
    for (let a = 0; a < count; a++) coefficients[a] = weights[row + positions[a]];
    choleskySolve(core, coefficients);
    addRows(weights.subarray(row, row + size), coefficients, inverse, positions);
  }
};

/** sum += Σ factors[a] times row `positions[a]` of `matrix`; four rows at a time. */
const addRows = (
  sum: Float64Array,
  factors: Float64Array,
  matrix: Float64Array,
  positions: Int32Array,
): void => {
  const size = sum.length;
  const whole = factors.length - (factors.length % 4);
  for (let k = 0; k < whole; k += 4) {
    const [a, b, c, d] = [factors[k], factors[k + 1], factors[k + 2], factors[k + 3]];
    const atA = positions[k] * size;
    const atB = positions[k + 1] * size;
    const atC = positions[k + 2] * size;
    const atD = positions[k + 3] * size;
    for (let i = 0; i < size; i++) {
      sum[i] += a * matrix[atA + i] + b * matrix[atB + i] + (c * matrix[atC + i] + d * matrix[atD + i]);
    }
  }
  for (let k = whole; k < factors.length; k++) {
    const at = positions[k] * size;
    for (let i = 0; i < size; i++) sum[i] += factors[k] * matrix[at + i];
  }
};
