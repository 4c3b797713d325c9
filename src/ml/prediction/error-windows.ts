import { quantileOfSorted } from '../numbers/quantile.ts';
import type { Interval } from '../series.ts';
import type { ErrorConfig } from './error-config.ts';
import { levelOf, searchEpsilon } from './error-epsilon.ts';
import { prunedSequences, type Sequence } from './error-sequences.ts';

/** A stretch of departures; `score` ≥ 0 is how far its errors lie from the threshold, in mean + deviation of the window. */
export interface ScoredInterval extends Interval {
  readonly score: number;
}

export interface ErrorVerdict {
  /** What errors were compared with, per sample: of the window in which the sample was new. Above 0; Infinity where nothing counts. */
  readonly limit: Float64Array;
  /** In order, none touching another. */
  readonly intervals: readonly ScoredInterval[];
}

/** Errors below this share of the range of the values never count, however quiet the rest is … */
const LEAST_RANGE_SHARE = 0.05;
/** … nor does a window whose largest error is below this (scaled units). */
const LEAST_ERROR = 0.05;
/** From these lengths on the first window passes over twice, once the settling time. */
const LONG = 2_500;
const MIDDLING = 1_800;

/**
 * Windows of `windowBatches` batches that move on by a batch, each with a threshold of its own for errors that are
 * unusually large, and one for those that are unusually small; only the newest batch of a window is judged (all of the
 * first one). Departures get the buffer, are pruned and scored. (Hundman et al. 2018, §3.2–3.3, and the published code.)
 * @param errors smoothed, scaled
 * @param values the scaled values that the errors belong to
 * @param blind samples that must not shape the thresholds, such as anomalies that are known already
 */
export const judgeErrors = (
  errors: Float64Array,
  values: Float64Array,
  settle: number,
  config: ErrorConfig,
  blind: readonly Interval[] = [],
): ErrorVerdict => {
  const limit = new Float64Array(errors.length).fill(Number.POSITIVE_INFINITY);
  const scores = new Float64Array(errors.length).fill(-1);
  const counts = countingMask(errors.length, blind);
  const size = config.batch * config.windowBatches;
  for (let from = 0; from < errors.length; from += config.batch) {
    const end = from + size;
    const to = end + config.batch > errors.length ? errors.length : end;
    const newFrom = from === 0 ? ignored(errors.length, settle) : end - config.batch;
    judgeWindow({ errors, values, counts, scores, limit, from, to, newFrom }, config);
    if (to === errors.length) break;
  }
  return { limit, intervals: runsOf(scores) };
};

interface ErrorWindow {
  readonly errors: Float64Array;
  readonly values: Float64Array;
  readonly counts: Uint8Array | undefined;
  readonly scores: Float64Array;
  readonly limit: Float64Array;
  readonly from: number;
  readonly to: number;
  readonly newFrom: number;
}

const judgeWindow = (window: ErrorWindow, config: ErrorConfig): void => {
  const { errors, counts, scores, limit, from, to, newFrom } = window;
  const part = errors.subarray(from, to);
  const partCounts = counts?.subarray(from, to);
  const level = levelOf(part, partCounts);
  const { mean, deviation } = level;
  const range = spreadOf(window.values.subarray(from, to));
  const counting = isWorthJudging(part, deviation, range);
  const mirrored = part.map((error) => 2 * mean - error);
  for (const [side, isLarge] of [
    [part, true],
    [mirrored, false],
  ] as const) {
    const found = searchEpsilon(side, level, config, partCounts);
    const epsilon = found?.epsilon ?? mean + config.highestZ * deviation;
    const least = LEAST_RANGE_SHARE * range.inner;
    if (isLarge) limit.fill(counting ? Math.max(epsilon, least) : Number.POSITIVE_INFINITY, newFrom, to);
    if (!counting) continue;
    const judged = { errors: side, epsilon, least, from: newFrom - from, buffer: config.buffer };
    const known = scores.subarray(from, to);
    for (const sequence of prunedSequences(judged, known, config.prune)) {
      note(scores, from, sequence, sequence.peak, epsilon, mean + deviation);
    }
  }
};

const note = (
  scores: Float64Array,
  from: number,
  { start, end }: Sequence,
  peak: number,
  epsilon: number,
  unit: number,
): void => {
  const score = Math.max(0, peak - epsilon) / Math.max(unit, Number.MIN_VALUE);
  for (let t = from + start; t <= from + end; t++) scores[t] = Math.max(scores[t], score);
};

/** Range of the middle nine tenths of the values, and their standard deviation. */
const spreadOf = (values: Float64Array) => {
  const sorted = Float64Array.from(values).sort();
  return {
    inner: quantileOfSorted(sorted, 0.95) - quantileOfSorted(sorted, 0.05),
    deviation: levelOf(values).deviation,
  };
};

const isWorthJudging = (
  errors: Float64Array,
  deviation: number,
  range: { readonly inner: number; readonly deviation: number },
): boolean => {
  const largest = errors.reduce((most, error) => Math.max(most, error), 0);
  const stands = deviation > LEAST_RANGE_SHARE * range.deviation || largest > LEAST_RANGE_SHARE * range.inner;
  return stands && largest > LEAST_ERROR;
};

const ignored = (length: number, settle: number): number =>
  length >= LONG ? 2 * settle : length >= MIDDLING ? settle : 0;

const countingMask = (length: number, blind: readonly Interval[]): Uint8Array | undefined => {
  if (blind.length === 0) return undefined;
  const counts = new Uint8Array(length).fill(1);
  for (const { start, end } of blind) counts.fill(0, Math.max(0, start), Math.max(0, end + 1));
  return counts;
};

const runsOf = (scores: Float64Array): ScoredInterval[] => {
  const runs: ScoredInterval[] = [];
  for (let t = 0; t < scores.length; t++) {
    if (scores[t] < 0) continue;
    const start = t;
    let score = scores[t];
    while (t + 1 < scores.length && scores[t + 1] >= 0) score = Math.max(score, scores[++t]);
    runs.push({ start, end: t, score });
  }
  return runs;
};
