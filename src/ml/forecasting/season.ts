import { fillGaps, firstUsable, usableCount } from '../numbers/missing-values.ts';
import { clipSpikes } from '../numbers/spikes.ts';

/** Only this many of the latest samples are searched; a longer season than a third of them is not found. */
const SEARCHED_SAMPLES = 10_000;
const LONGEST_SEASON = 2_016;
/** A season is kept when chance would give its strength in fewer than one of ten thousand such foldings. */
const CHANCE = 1e-4;
/** The least share of the variation around the running mean that a season explains, beyond chance. */
const WEAKEST = 0.1;
/** Among seasons of nearly this share of the best strength the shortest wins: 24, not 48. */
const NEARLY = 0.95;

/**
 * The period of a series in samples; 1 when there is none. Every period p from 2 to `longest` is tried: the running mean
 * over p samples is taken away (so trends and slow drifts do not count), the rest is folded at p, and the strength is
 * R² = variance of the phase means / variance. With c cycles of noise R² follows Beta(1, c − 1), as the coherence of c
 * random phases does, so (1 − R²)^(c−1) is the chance of it; a clean period is found from three cycles, a noisy one
 * needs more. Missing samples (NaN) are left out; spikes are clipped. Constant series have no season.
 */
export const findSeason = (values: Float64Array, longest: number = LONGEST_SEASON): number => {
  const recent = values.subarray(Math.max(0, values.length - SEARCHED_SAMPLES));
  const known = recent.subarray(firstUsable(recent));
  const last = Math.min(longest, LONGEST_SEASON, Math.floor(known.length / 3));
  if (last < 2 || usableCount(known) < 6) return 1;
  const levelled = conditioned(known);
  const observed = Uint8Array.from(known, (value) => (Number.isFinite(value) ? 1 : 0));
  const sums = prefixSums(levelled);
  const strengths = new Float64Array(last + 2);
  const folding = { sums: new Float64Array(last), counts: new Float64Array(last) };
  for (let period = 2; period <= last; period++)
    strengths[period] = strength(levelled, observed, sums, period, folding);
  return shortestStrong(strengths);
};

/** Steps on either side of a whole season, at most half a sample away, that are tried. */
const FRACTIONS = 50;
/** A season that is not a whole number of samples must explain this much more of the variation than the whole one. */
const CLEARLY = 0.01;

/**
 * The period to the hundredth of a sample where that explains clearly more than the whole number that was found, which is
 * what it is otherwise. A day of seven-minute samples has 205.71 of them.
 */
export const refineSeason = (values: Float64Array, season: number): number => {
  if (season < 2) return season;
  const recent = values.subarray(Math.max(0, values.length - SEARCHED_SAMPLES));
  const known = recent.subarray(firstUsable(recent));
  const levelled = conditioned(known);
  const sums = prefixSums(levelled);
  const rest = new Float64Array(Math.max(0, levelled.length - season)).map(
    (_, i) => levelled[i + (season >> 1)] - runningMean(levelled, sums, i, season),
  );
  const whole = foldedShare(rest, season);
  let best = season;
  let most = whole + CLEARLY;
  for (let k = -FRACTIONS; k <= FRACTIONS; k++) {
    const period = season + k / (2 * FRACTIONS);
    const share = foldedShare(rest, period);
    if (share > most) {
      most = share;
      best = period;
    }
  }
  return best;
};

/** Share of the variation that the means of the season's bins explain. */
const foldedShare = (values: Float64Array, period: number): number => {
  const bins = Math.round(period);
  const sums = new Float64Array(bins);
  const counts = new Float64Array(bins);
  let squares = 0;
  for (let t = 0; t < values.length; t++) {
    const bin = Math.floor(((t % period) / period) * bins + 1e-9) % bins;
    sums[bin] += values[t];
    counts[bin]++;
    squares += values[t] * values[t];
  }
  let between = 0;
  for (let bin = 0; bin < bins; bin++) if (counts[bin] > 0) between += sums[bin] ** 2 / counts[bin];
  return squares > 0 ? between / squares : 0;
};

/** Spikes clipped, gaps filled, centred, and scaled to [−1, 1]. */
const conditioned = (known: Float64Array): Float64Array => {
  const filled = fillGaps(clipSpikes(known));
  const centre = filled.toSorted()[filled.length >> 1];
  const halves = filled.map((value) => value / 2 - centre / 2);
  const largest = halves.reduce((most, half) => Math.max(most, Math.abs(half)), 0);
  return largest > 0 ? halves.map((half) => half / largest) : halves;
};

const prefixSums = (values: Float64Array): Float64Array => {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i] + values[i];
  return sums;
};

/** What folding at one period leaves: sums and counts of each phase, and over all. Reused from period to period. */
interface Folding {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

/** R² beyond chance of folding at `period`, in [0, 1]; 0 when chance explains it. */
const strength = (
  values: Float64Array,
  observed: Uint8Array,
  running: Float64Array,
  period: number,
  folding: Folding,
): number => {
  const { sum, squares, count } = fold(values, observed, running, period, folding);
  const variation = squares - (sum * sum) / count;
  // Below the rounding of these sums nothing is left but noise of arithmetic.
  if (!(variation > 1e-18 * count + 1e-10 * squares)) return 0;
  let between = -(sum * sum) / count;
  for (let phase = 0; phase < period; phase++) {
    const total = folding.sums[phase];
    if (folding.counts[phase] > 0) between += (total * total) / folding.counts[phase];
  }
  const cycles = count / period;
  const share = Math.min(1, between / variation);
  if (cycles <= 1 || (1 - share) ** (cycles - 1) >= CHANCE) return 0;
  return Math.max(0, (share - 1 / cycles) / (1 - 1 / cycles));
};

/** Deviations from the running mean by phase. The loop that all the time goes into: nothing in it is called or made. */
const fold = (
  values: Float64Array,
  observed: Uint8Array,
  running: Float64Array,
  period: number,
  { sums, counts }: Folding,
) => {
  sums.fill(0, 0, period);
  counts.fill(0, 0, period);
  const before = period >> 1;
  const outer = period % 2 === 0 ? 0.5 : 0;
  const last = values.length - period;
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let first = 0; first < last; first += period) {
    const end = Math.min(last, first + period);
    for (let from = first; from < end; from++) {
      if (observed[from + before] === 0) continue;
      const within = running[from + period] - running[from] + outer * (values[from + period] - values[from]);
      const rest = values[from + before] - within / period;
      sums[from - first] += rest;
      counts[from - first]++;
      sum += rest;
      squares += rest * rest;
      count++;
    }
  }
  return { sum, squares, count };
};

/** Over `period` samples; an even period weighs both outer neighbours by half, so that the mean is centred. */
const runningMean = (values: Float64Array, sums: Float64Array, from: number, period: number): number => {
  const sum = sums[from + period] - sums[from];
  if (period % 2 === 1) return sum / period;
  return (sum + (values[from + period] - values[from]) / 2) / period;
};

const shortestStrong = (strengths: Float64Array): number => {
  const best = strengths.reduce((a, b) => Math.max(a, b), 0);
  if (best < WEAKEST) return 1;
  const isPeak = (p: number): boolean => strengths[p] >= strengths[p - 1] && strengths[p] >= strengths[p + 1];
  const period = strengths.findIndex((value, p) => value >= NEARLY * best && isPeak(p));
  return period < 2 ? 1 : period;
};
