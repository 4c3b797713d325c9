/**
 * The probability of at least `successes` in `trials` independent ones of probability `share`. Of two Poisson counts over
 * stretches of lengths a and b it is how likely the first would be so large by chance if both had the same rate: `successes` the
 * first count, `trials` the sum of both, `share` a / (a + b) (Przyborowski & Wilenski 1940).
 */
export const binomialTail = (successes: number, trials: number, share = 0.5): number => {
  if (successes <= 0) return 1;
  if (share <= 0 || share >= 1) return share >= 1 ? 1 : 0;
  let logTerm = trials * Math.log1p(-share);
  const logOdds = Math.log(share) - Math.log1p(-share);
  let tail = 0;
  for (let k = 1; k <= trials; k++) {
    logTerm += Math.log((trials - k + 1) / k) + logOdds;
    if (k >= successes) tail += Math.exp(logTerm);
  }
  return Math.min(1, tail);
};
