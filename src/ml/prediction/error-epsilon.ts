import type { ErrorConfig } from './error-config.ts';

/** Mean and population standard deviation of the errors that count. */
export interface ErrorLevel {
  readonly mean: number;
  readonly deviation: number;
}

/** A threshold of smoothed errors, and how many deviations above their mean it lies. */
export interface Epsilon {
  readonly epsilon: number;
  readonly z: number;
}

/** A candidate may find at most this many sequences … */
const MOST_SEQUENCES = 5;
/** … that cover less than this share of the window. */
const MOST_SHARE = 0.5;

type SearchConfig = Pick<ErrorConfig, 'lowestZ' | 'highestZ' | 'stepZ' | 'buffer'>;

/** @param counts where it is 0 an error takes no part; all do without it */
export const levelOf = (errors: ArrayLike<number>, counts?: Uint8Array): ErrorLevel => {
  let size = 0;
  let sum = 0;
  for (let t = 0; t < errors.length; t++) {
    if (counts?.[t] === 0) continue;
    sum += errors[t];
    size++;
  }
  const mean = size > 0 ? sum / size : 0;
  let squares = 0;
  for (let t = 0; t < errors.length; t++) {
    if (counts?.[t] !== 0) squares += (errors[t] - mean) ** 2;
  }
  return { mean, deviation: size > 0 ? Math.sqrt(squares / size) : 0 };
};

/**
 * The ε = μ + zσ above which the errors of a window are departures: of all z the one that, once what lies at or above
 * ε is taken away, lowers mean and deviation of the rest the most for what it takes: (Δμ/μ + Δσ/σ)/(sequences² +
 * samples), both counted with the buffer around each; the largest of equal z. Null when no z takes anything worth it.
 * (Hundman et al. 2018, §3.2.)
 */
export const searchEpsilon = (
  errors: ArrayLike<number>,
  level: ErrorLevel,
  config: SearchConfig,
  counts?: Uint8Array,
): Epsilon | null => {
  const { mean, deviation } = level;
  if (!(mean > 0 && deviation > 0)) return null;
  let best: Epsilon | null = null;
  let most = Number.NEGATIVE_INFINITY;
  const steps = Math.floor((config.highestZ - config.lowestZ) / config.stepZ + 1e-9);
  for (let k = 0; k <= steps; k++) {
    const z = config.lowestZ + k * config.stepZ;
    const epsilon = mean + z * deviation;
    const taken = takenAbove(errors, epsilon, config.buffer, counts);
    if (taken.samples === 0) break;
    const rest = levelOfRest(errors, epsilon, counts);
    const gain = (mean - rest.mean) / mean + (deviation - rest.deviation) / deviation;
    const worth = gain / (taken.sequences ** 2 + taken.samples);
    const modest = taken.sequences <= MOST_SEQUENCES && taken.samples < MOST_SHARE * errors.length;
    if (modest && worth >= most) {
      most = worth;
      best = { epsilon, z };
    }
  }
  return best;
};

/** Sequences of at least two samples, and samples, at or above ε, each widened by the buffer inside the window. */
const takenAbove = (errors: ArrayLike<number>, epsilon: number, buffer: number, counts?: Uint8Array) => {
  let samples = 0;
  let sequences = 0;
  let from = 0;
  let to = -1;
  const close = () => {
    if (to < from) return;
    samples += to - from + 1;
    if (to > from) sequences++;
  };
  for (let t = 0; t < errors.length; t++) {
    if (!(errors[t] >= epsilon) || counts?.[t] === 0) continue;
    if (to < from || t - buffer > to + 1) {
      close();
      from = Math.max(0, t - buffer);
    }
    to = Math.min(errors.length - 1, t + buffer);
  }
  close();
  return { samples, sequences };
};

const levelOfRest = (errors: ArrayLike<number>, epsilon: number, counts?: Uint8Array): ErrorLevel => {
  const below = new Uint8Array(errors.length);
  for (let t = 0; t < errors.length; t++) below[t] = errors[t] < epsilon && counts?.[t] !== 0 ? 1 : 0;
  return levelOf(errors, below);
};
