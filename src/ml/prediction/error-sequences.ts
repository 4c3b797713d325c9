import { pruneIntervals } from '../numbers/flagged-intervals.ts';
import type { Interval } from '../series.ts';

/** Departures in a row, and the largest error among them. */
export interface Sequence extends Interval {
  readonly peak: number;
}

/** Errors of a window against its threshold; only those from index `from` on are judged. */
export interface JudgedErrors {
  readonly errors: Float64Array;
  readonly epsilon: number;
  /** Smaller errors never count. */
  readonly least: number;
  readonly from: number;
  readonly buffer: number;
}

/**
 * Errors at or above the threshold, widened by the buffer inside what is judged, in sequences of at least two samples,
 * pruned against each other and against the largest error outside of all of them.
 * @param known scores of the window, ≥ 0 where an earlier window found a departure: those are not what is normal either
 */
export const prunedSequences = (judged: JudgedErrors, known: Float64Array, share: number): Sequence[] => {
  const sequences = sequencesOf(judged);
  if (sequences.length === 0) return [];
  const fresh = judged.errors.map((error, t) => (known[t] >= 0 ? 0 : error));
  for (const { start, end } of sequences) fresh.set(judged.errors.subarray(start, end + 1), start);
  const kept = new Set(pruneIntervals(sequences, fresh, share));
  return sequences.filter((sequence) => kept.has(sequence));
};

const sequencesOf = ({ errors, epsilon, least, from, buffer }: JudgedErrors): Sequence[] => {
  const marked = new Uint8Array(errors.length);
  for (let t = 0; t < errors.length; t++) {
    if (errors[t] >= epsilon && errors[t] > least) marked.fill(1, Math.max(0, t - buffer), t + buffer + 1);
  }
  marked.fill(0, 0, Math.min(from, errors.length));
  const sequences: Sequence[] = [];
  for (let t = 0; t < errors.length; t++) {
    if (marked[t] === 0) continue;
    const start = t;
    let peak = errors[t];
    while (marked[t + 1] === 1) peak = Math.max(peak, errors[++t]);
    if (t > start) sequences.push({ start, end: t, peak });
  }
  return sequences;
};
