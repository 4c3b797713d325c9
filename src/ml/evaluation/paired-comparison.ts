import { RandomStream } from '../numbers/random-stream.ts';
import { channelBootstrap, type Range } from './channel-bootstrap.ts';
import { f1Of, type SegmentCounts, sumOfCounts } from './segment-counts.ts';

const DRAWS = 10_000;
const SEED = 3;
const LEVEL = 0.05;
/** Differences closer than this are rounding. */
const EQUAL = 1e-12;

/** Two detectors on the same channels. */
export interface PairedComparison {
  /** F1 of the first minus that of the second, in [−1, 1]. */
  readonly difference: number;
  /** Nineteen of twenty bootstrap differences. */
  readonly interval95: Range;
  /** Channels on which the first has the higher F1, and the lower. */
  readonly better: number;
  readonly worse: number;
  /** How often detectors that are alike differ by so much, in (0, 1]. */
  readonly pValue: number;
  /** pValue ≤ .05. One comparison of many that were tried is not. */
  readonly isSignificant: boolean;
}

/**
 * Difference of the F1 of overlapping segments, summed over channels. The interval is a paired bootstrap (both detectors on
 * the same drawn channels); the p-value a two-sided permutation test, the detectors of each channel exchanged at random,
 * 10,000 seeded draws, (1 + as far apart)/(1 + draws) (Phipson & Smyth 2010).
 * @param first and `second`: counts per channel, in the same order
 */
export const pairedComparison = (
  first: readonly SegmentCounts[],
  second: readonly SegmentCounts[],
): PairedComparison => {
  const differenceOf = (one: readonly SegmentCounts[], other: readonly SegmentCounts[]) =>
    f1Of(sumOfCounts(one)) - f1Of(sumOfCounts(other));
  const difference = differenceOf(first, second);
  const random = new RandomStream(SEED);
  let asFar = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const swapped = first.map(() => random.below(2) === 1);
    const drawn = differenceOf(
      first.map((counts, k) => (swapped[k] ? second[k] : counts)),
      second.map((counts, k) => (swapped[k] ? first[k] : counts)),
    );
    if (Math.abs(drawn) >= Math.abs(difference) - EQUAL) asFar++;
  }
  const each = first.map((counts, k) => f1Of(counts) - f1Of(second[k]));
  const pValue = (1 + asFar) / (1 + DRAWS);
  return {
    difference,
    interval95: channelBootstrap(first.length, 0.95, (drawn) =>
      differenceOf(
        drawn.map((k) => first[k]),
        drawn.map((k) => second[k]),
      ),
    ),
    better: each.filter((one) => one > EQUAL).length,
    worse: each.filter((one) => one < -EQUAL).length,
    pValue,
    isSignificant: pValue <= LEVEL,
  };
};
