/**
 * At least this share of any distribution lies within `deviations` standard deviations above its mean (Cantelli's
 * inequality): 1 − 1/(1 + k²). The confidence of a detector that has no held-out scores to count; in [0, 1).
 */
export const cantelliShare = (deviations: number): number => {
  const square = Math.min(deviations * deviations, 1e15);
  return square / (1 + square);
};
