import { seededNormal, seededUniform } from '../signals.ts';

/** A law of scores: a repeatable sample, and the exact probability of at least `score`. */
export interface KnownLaw {
  readonly name: string;
  sample(seed: number, length: number): Float64Array;
  survival(score: number): number;
}

const drawn = (length: number, draw: () => number) => Float64Array.from({ length }, draw);

/** P(|Z| ≥ z), Z standard normal: the series of the error function near 0, the continued fraction of its tail beyond. */
const normalSurvival = (z: number): number => {
  const x = z / Math.SQRT2;
  if (x < 2) {
    let sum = x;
    for (let k = 1, term = x; k < 80; k++) {
      term *= (-x * x) / k;
      sum += term / (2 * k + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let k = 80; k > 0; k--) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
};

export const KNOWN_LAWS: readonly KnownLaw[] = [
  {
    name: 'normal |x|',
    sample: (seed, length) => drawn(length, seededNormal(seed)).map(Math.abs),
    survival: normalSurvival,
  },
  {
    name: 'exponential',
    sample: (seed, length) => drawn(length, seededUniform(seed)).map((u) => -Math.log(1 - u)),
    survival: (x) => Math.exp(-x),
  },
  {
    name: 'Student t(4) |x|',
    sample: (seed, length) => {
      const normal = seededNormal(seed);
      const square = () => normal() ** 2;
      return drawn(
        length,
        () => Math.abs(normal()) / Math.sqrt((square() + square() + square() + square()) / 4),
      );
    },
    survival: (x) => {
      const r = x / Math.sqrt(4 + x * x);
      return x > 1e3 ? 12 / x ** 4 : 1 - (1.5 * r - 0.5 * r ** 3);
    },
  },
  {
    name: 'uniform',
    sample: (seed, length) => drawn(length, seededUniform(seed)),
    survival: (x) => Math.max(0, 1 - x),
  },
  {
    name: 'gamma(2)',
    sample: (seed, length) => {
      const uniform = seededUniform(seed);
      return drawn(length, () => -Math.log((1 - uniform()) * (1 - uniform())));
    },
    survival: (x) => (1 + x) * Math.exp(-x),
  },
  {
    name: 'lognormal',
    sample: (seed, length) => drawn(length, seededNormal(seed)).map(Math.exp),
    survival: (x) => (x > 1 ? normalSurvival(Math.log(x)) / 2 : 1 - normalSurvival(-Math.log(x)) / 2),
  },
  {
    name: 'AR(1) of .8, |x|',
    sample: (seed, length) => {
      const normal = seededNormal(seed);
      let x = normal();
      return drawn(length, () => {
        x = 0.8 * x + 0.6 * normal();
        return Math.abs(x);
      });
    },
    survival: normalSurvival,
  },
];
