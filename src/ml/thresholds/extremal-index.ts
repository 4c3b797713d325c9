/**
 * The share of independent ones among scores above a level: 1 for independent scores, 1/(mean length of a cluster)
 * where they come in clusters. Intervals estimator of Ferro & Segers, JRSS B 65, 2003.
 *
 * @param scores in the order of time
 */
export const extremalIndex = (scores: Float64Array, level: number): number => {
  let last = -1;
  let gaps = 0;
  let longest = 0;
  const plain = { sum: 0, squares: 0 };
  const shortened = { sum: 0, squares: 0 };
  for (let t = 0; t < scores.length; t++) {
    if (!(scores[t] > level)) continue;
    const gap = t - last;
    if (last >= 0) {
      gaps++;
      longest = Math.max(longest, gap);
      plain.sum += gap;
      plain.squares += gap * gap;
      shortened.sum += gap - 1;
      shortened.squares += (gap - 1) * (gap - 2);
    }
    last = t;
  }
  if (gaps === 0) return 1;
  const { sum, squares } = longest <= 2 ? plain : shortened;
  return Math.min(1, (2 * sum * sum) / (gaps * squares));
};
