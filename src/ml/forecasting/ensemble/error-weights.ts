/** A member without any error weighs as one with this share of the largest. */
const LEAST_SHARE = 1e-6;

/**
 * Weights in proportion to the inverse of each member's mean squared error, which is the best combination when their errors
 * are not correlated (Bates & Granger 1969); they add up to one. Equal where nobody errs or nothing was scored.
 * @param errors of each member, at the same origins and steps
 */
export const inverseErrorWeights = (errors: readonly (readonly number[])[]): Float64Array => {
  const largest = errors.flat().reduce((most, error) => Math.max(most, Math.abs(error)), 0);
  const squares = errors.map((own) => {
    if (largest === 0 || own.length === 0) return 1;
    return own.reduce((sum, error) => sum + (error / largest) ** 2, 0) / own.length;
  });
  const most = Math.max(...squares);
  if (!(most > 0)) return new Float64Array(errors.length).fill(1 / errors.length);
  const inverse = Float64Array.from(squares, (square) => 1 / Math.max(square, LEAST_SHARE * most));
  const sum = inverse.reduce((total, value) => total + value, 0);
  return inverse.map((value) => value / sum);
};
