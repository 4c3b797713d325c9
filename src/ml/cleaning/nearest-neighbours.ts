import type { Interval } from '../series.ts';
import type { GapFiller } from './gaps.ts';

const NEIGHBOURS = 5;
/** Samples compared on each side of a gap: as many as the gap has, and no fewer than this. */
const LEAST_CONTEXT = 8;
/** How far before and after a gap its like is looked for. */
const SEARCHED = 5_000;
/** A distance, as a share of the range, below which two windows are equally near. */
const EQUAL = 1e-9;

/** A stretch that looks like the surroundings of a gap, by how far it must be moved along. */
interface Neighbour {
  readonly shift: number;
  readonly distance: number;
  /** What must be added to its values, so that both have one level. */
  readonly lift: number;
}

/**
 * From the five stretches of the same series whose surroundings are nearest to those of the gap: their values, lifted
 * to the level of the gap, weighted by 1/distance (Troyanskaya et al., *Missing value estimation methods for DNA
 * microarrays*, Bioinformatics 17, 2001, with windows of one series for rows). The distance is the root mean square
 * after the means are taken away, over max(8, length of the gap) samples on each side, of which half must be known.
 * Stretches are complete, at most 5000 samples away; NaN where there is none. Never outside the range of the series.
 */
export const neighbourFiller = (values: Float64Array): GapFiller => {
  const [low, high] = rangeOf(values);
  const shares = values.map((value) =>
    high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : value - value,
  );
  return (gap) => {
    const neighbours = nearest(shares, gap);
    const weights = neighbours.map(({ distance }) => 1 / (distance + EQUAL));
    const weight = weights.reduce((sum, one) => sum + one, 0);
    return (t) => {
      let sum = 0;
      for (const [i, { shift, lift }] of neighbours.entries()) sum += weights[i] * (shares[t + shift] + lift);
      const share = Math.min(1, Math.max(0, sum / weight));
      return high > low ? low * (1 - share) + high * share : share + low;
    };
  };
};

const rangeOf = (values: Float64Array): [low: number, high: number] => {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
};

const nearest = (shares: Float64Array, gap: Interval): Neighbour[] => {
  const context = contextOf(shares, gap);
  if (context === null) return [];
  const length = gap.end - gap.start + 1;
  const last = Math.min(shares.length - 1, gap.end + SEARCHED);
  const best: Neighbour[] = [];
  let known = 0;
  for (let t = Math.max(0, gap.start - SEARCHED); t <= last; t++) {
    known = Number.isNaN(shares[t]) ? 0 : known + 1;
    if (known < length) continue;
    const found = compare(shares, context, t - gap.end);
    if (!(found.distance < (best[NEIGHBOURS - 1]?.distance ?? Number.POSITIVE_INFINITY))) continue;
    best.push(found);
    best.sort((one, other) => one.distance - other.distance);
    best.length = Math.min(best.length, NEIGHBOURS);
  }
  return best;
};

/** Where the known samples around a gap are; null when they are too few. */
const contextOf = (shares: Float64Array, { start, end }: Interval): Int32Array | null => {
  const reach = Math.max(LEAST_CONTEXT, end - start + 1);
  const known: number[] = [];
  for (let t = Math.max(0, start - reach); t <= Math.min(shares.length - 1, end + reach); t++) {
    if (!Number.isNaN(shares[t])) known.push(t);
  }
  return known.length < reach ? null : Int32Array.from(known);
};

/** Infinitely far where a sample is missing on the other side. */
const compare = (shares: Float64Array, context: Int32Array, shift: number): Neighbour => {
  const far = { shift, distance: Number.POSITIVE_INFINITY, lift: 0 };
  if (context[0] + shift < 0 || context[context.length - 1] + shift >= shares.length) return far;
  let sum = 0;
  let squares = 0;
  for (const t of context) {
    const difference = shares[t] - shares[t + shift];
    sum += difference;
    squares += difference * difference;
  }
  if (Number.isNaN(sum)) return far;
  const lift = sum / context.length;
  return { shift, distance: Math.sqrt(Math.max(0, squares / context.length - lift * lift)), lift };
};
