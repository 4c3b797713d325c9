import { choleskyFactor, choleskySolve } from './cholesky.ts';

/** A penalty below this does not make a Gram matrix of zeros definite. */
const LEAST_PENALTY = 1e-9;

/**
 * Weights w = (G + λI)⁻¹·m of the least squares fit with Gram matrix G and moments m, λ = `ridge` times the mean of the
 * diagonal of G. Only the lower triangle of `gram` is read, it is overwritten; `moments` becomes the weights, zeros
 * where G is not definite in float64.
 */
export const ridgeSolution = (gram: Float64Array, moments: Float64Array, ridge: number): Float64Array => {
  const size = moments.length;
  let trace = 0;
  for (let i = 0; i < size; i++) trace += gram[i * (size + 1)];
  const penalty = Math.max((ridge * trace) / size, LEAST_PENALTY);
  for (let i = 0; i < size; i++) gram[i * (size + 1)] += penalty;
  if (choleskyFactor(gram, size)) choleskySolve(gram, moments);
  else moments.fill(0);
  return moments;
};
