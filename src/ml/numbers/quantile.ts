/** The p-quantile, p in [0, 1], by linear interpolation between order statistics. `sorted` ascending, not empty. */
export const quantileOfSorted = (sorted: Float64Array, p: number): number => {
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  const share = position - below;
  return share === 0 ? sorted[below] : sorted[below] * (1 - share) + sorted[above] * share;
};
