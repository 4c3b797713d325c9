import { dropStuckRuns } from '../cleaning/stuck.ts';
import { usableCount } from '../numbers/missing-values.ts';

/** Readings of one sensor as they are stored, ascending in time, and the samples that they should have filled. */
export interface MeasuredReadings {
  /** Milliseconds. */
  readonly times: Float64Array;
  /** NaN where a reading carries no value that can be used. */
  readonly values: Float64Array;
  readonly startMs: number;
  readonly periodMs: number;
  /** Samples from `startMs` on. */
  readonly samples: number;
  /** Readings that came after a later one. */
  readonly late: number;
  /** Outermost limits of the sensor; null where there are none. */
  readonly lowest: number | null;
  readonly highest: number | null;
}

/** Defects as counts. Every count of samples is at most `samples`, every one of readings at most `readings`. */
export interface QualityFigures {
  readonly samples: number;
  readonly readings: number;
  /** Samples without a value. */
  readonly missing: number;
  /** Samples of the longest run of missing ones. */
  readonly longestGap: number;
  /** Readings whose sample had one before. */
  readonly duplicates: number;
  /** Readings that came after a later one. */
  readonly late: number;
  /** Samples in runs of more than `STUCK_AFTER` identical values. */
  readonly stuck: number;
  /** Samples further from the median than `OUTLIER_TIMES` scaled median absolute deviations; none where those are 0. */
  readonly outliers: number;
  /** Readings whose distance from the one before is no multiple of the period, within a quarter of it. */
  readonly irregular: number;
  /** Samples beyond the outermost limits. */
  readonly beyondLimits: number;
  /** Whether at least two values are there, all the same. */
  readonly isConstant: boolean;
}

const STUCK_AFTER = 60;
const OUTLIER_TIMES = 8;
const IRREGULAR_FROM = 0.25;
/** Makes the median absolute deviation of a normal distribution its standard deviation: 1/Φ⁻¹(¾). */
const MAD_TO_DEVIATION = 1.4826;

/** The defects of stored readings. The last usable reading of a sample is its value, as in a dataset. */
export function qualityFigures(given: MeasuredReadings): QualityFigures {
  const { samples, late } = given;
  const readings = given.times.length;
  const { values, duplicates } = sampled(given);
  const usable = values.filter(Number.isFinite).sort();
  const alive = usableCount(dropStuckRuns(values, { longest: STUCK_AFTER }));
  return {
    samples,
    readings,
    missing: samples - usable.length,
    longestGap: longestGap(values),
    duplicates,
    late,
    stuck: usable.length - alive,
    outliers: outlierCount(usable),
    irregular: irregularCount(given),
    beyondLimits: beyondCount(usable, given),
    isConstant: usable.length > 1 && usable[0] === usable[usable.length - 1],
  };
}

function sampled({ times, values, startMs, periodMs, samples }: MeasuredReadings) {
  const cells = new Float64Array(samples).fill(Number.NaN);
  let duplicates = 0;
  let before = -1;
  for (let i = 0; i < times.length; i++) {
    const cell = Math.round((times[i] - startMs) / periodMs);
    if (cell === before) duplicates++;
    before = cell;
    if (cell >= 0 && cell < samples && Number.isFinite(values[i])) cells[cell] = values[i];
  }
  return { values: cells, duplicates };
}

function longestGap(values: Float64Array): number {
  let longest = 0;
  let length = 0;
  for (const value of values) {
    length = Number.isNaN(value) ? length + 1 : 0;
    if (length > longest) longest = length;
  }
  return longest;
}

/** @param sorted usable values, ascending */
function outlierCount(sorted: Float64Array): number {
  if (sorted.length === 0) return 0;
  const centre = sorted[sorted.length >> 1];
  const distances = sorted.map((value) => Math.abs(value - centre));
  const limit = OUTLIER_TIMES * MAD_TO_DEVIATION * distances.slice().sort()[distances.length >> 1];
  if (limit === 0) return 0;
  return distances.reduce((count, distance) => count + (distance > limit ? 1 : 0), 0);
}

function irregularCount({ times, periodMs }: MeasuredReadings): number {
  let count = 0;
  for (let i = 1; i < times.length; i++) {
    const periods = (times[i] - times[i - 1]) / periodMs;
    if (Math.abs(periods - Math.max(1, Math.round(periods))) > IRREGULAR_FROM) count++;
  }
  return count;
}

function beyondCount(values: Float64Array, { lowest, highest }: MeasuredReadings): number {
  const [low, high] = [lowest ?? Number.NEGATIVE_INFINITY, highest ?? Number.POSITIVE_INFINITY];
  return values.reduce((count, value) => count + (value < low || value > high ? 1 : 0), 0);
}
