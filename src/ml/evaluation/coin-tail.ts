/**
 * The probability that at least `heads` of `tosses` tosses of a fair coin are heads. Of two Poisson counts over equally long
 * stretches it is how likely the larger one would be by chance if both had the same rate, given their sum (Przyborowski &
 * Wilenski 1940).
 */
export const coinTail = (heads: number, tosses: number): number => {
  let logTerm = -tosses * Math.LN2;
  let tail = heads <= 0 ? Math.exp(logTerm) : 0;
  for (let k = 1; k <= tosses; k++) {
    logTerm += Math.log((tosses - k + 1) / k);
    if (k >= heads) tail += Math.exp(logTerm);
  }
  return Math.min(1, tail);
};
