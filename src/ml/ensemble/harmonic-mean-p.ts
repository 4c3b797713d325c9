/**
 * Harmonic mean p = n/Σ(1/p), Wilson, PNAS 2019: for small p close to the probability that the smallest of n p-values,
 * however they depend on each other, is as small by chance. One that is near 1 only dilutes it, where in a Cauchy
 * combination (Liu & Xie 2020) its tangent of −∞ would outvote all others; detectors that see nothing say just that.
 *
 * @param values at least one, each in (0, 1]
 */
export const harmonicMeanP = (values: Float64Array): number => {
  let inverse = 0;
  for (const p of values) inverse += 1 / p;
  return values.length / inverse;
};
