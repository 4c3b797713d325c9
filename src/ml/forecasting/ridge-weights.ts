import { choleskyFactor, choleskySolve } from '../numbers/cholesky.ts';
import { lagGram, subtractLevel } from './lag-gram.ts';

/** All in samples; season ≤ lookback. */
export interface RidgeShape {
  readonly lookback: number;
  readonly horizon: number;
  readonly season: number;
}

/**
 * The linear map from the look-back to every step at once: `horizon` rows of `lookback` weights that act on inputs
 * minus their level and give steps minus that level. The level is the mean of the last season; without a season the last
 * value, so that a random walk is shrunk towards it. Minimises, over all windows of `values`,
 * Σ‖y − W·x‖² + λ·‖W − W₀‖², W₀ the seasonal profile of the look-back, λ = penalty × mean diagonal of the Gram
 * matrix. Shrinking towards the profile and not towards zero makes a strong penalty harmless: it ends in the profile.
 * @param values filled, of a size whose squares neither overflow nor vanish; at least lookback + horizon of them.
 */
export const ridgeWeights = (values: Float64Array, shape: RidgeShape, penalty: number): Float64Array => {
  const { lookback, horizon, season } = shape;
  const gram = lagGram(values, lookback, horizon);
  subtractLevel(gram, lookback, season);
  const profiles = profileWeights(shape);
  const weights = new Float64Array(horizon * lookback);
  for (let step = 0; step < horizon; step++) weights.set(profiles[step % season], step * lookback);
  const factor = penalisedFactor(gram, shape, penalty);
  if (factor === undefined) return weights;
  const width = lookback + horizon;
  const explained = profiles.slice(0, horizon).map((profile) => gramTimes(gram, width, profile));
  const correction = new Float64Array(lookback);
  for (let step = 0; step < horizon; step++) {
    const byProfile = explained[step % season];
    for (let i = 0; i < lookback; i++) correction[i] = gram[i * width + lookback + step] - byProfile[i];
    choleskySolve(factor, correction);
    for (let i = 0; i < lookback; i++) weights[step * lookback + i] += correction[i];
  }
  return weights;
};

/** Per phase of the first step: mean of the inputs of that phase minus the mean of all, over the last whole seasons. */
const profileWeights = ({ lookback, season }: RidgeShape): Float64Array[] => {
  const cycles = Math.floor(lookback / season);
  const from = lookback - cycles * season;
  return Array.from({ length: season }, (_, phase) => {
    const profile = new Float64Array(lookback);
    for (let i = from; i < lookback; i++) {
      const same = (lookback + phase - i) % season === 0;
      profile[i] = (same ? 1 / cycles : 0) - 1 / (cycles * season);
    }
    return profile;
  });
};

/** Of the input part plus λ on the diagonal; undefined when there is nothing to learn: the series never moved. */
const penalisedFactor = (
  gram: Float64Array,
  { lookback, horizon }: RidgeShape,
  penalty: number,
): Float64Array | undefined => {
  const width = lookback + horizon;
  let trace = 0;
  for (let i = 0; i < lookback; i++) trace += gram[i * width + i];
  const lambda = (penalty * trace) / lookback;
  if (!(lambda > 0)) return undefined;
  const matrix = new Float64Array(lookback * lookback);
  for (let i = 0; i < lookback; i++) {
    matrix.set(gram.subarray(i * width, i * width + lookback), i * lookback);
    matrix[i * lookback + i] += lambda;
  }
  return choleskyFactor(matrix, lookback) ? matrix : undefined;
};

const gramTimes = (gram: Float64Array, width: number, vector: Float64Array): Float64Array =>
  vector.map((_, row) => {
    let sum = 0;
    for (let column = 0; column < vector.length; column++) sum += gram[row * width + column] * vector[column];
    return sum;
  });
