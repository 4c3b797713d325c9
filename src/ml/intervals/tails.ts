/** Probability left outside on one side; a level ℓ has the tail (1 − ℓ)/2. Between these the end of a band is interpolated. */
export const TAILS = [
  0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1, 0.075, 0.05, 0.025, 0.01, 0.005, 0.0005,
];

/** Between the ends at TAILS[inner] and TAILS[outer], `share` of the way, in [0, 1]. */
interface TailPlace {
  readonly inner: number;
  readonly outer: number;
  readonly share: number;
}

/** Where the ends of a central interval lie. Levels above 0.999 have the place of 0.999. */
export const placeOf = (level: number): TailPlace => {
  const tail = (1 - level) / 2;
  const after = TAILS.findIndex((end) => end <= tail);
  const outer = after < 0 ? TAILS.length - 1 : after;
  const inner = Math.max(0, outer - 1);
  const share = outer === inner ? 0 : Math.min(1, (TAILS[inner] - tail) / (TAILS[inner] - TAILS[outer]));
  return { inner, outer, share };
};
