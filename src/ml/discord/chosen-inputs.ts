import { UnitScale } from '../numbers/unit-scale.ts';
import { type ChosenInput, levelRows } from './input-levels.ts';
import { FEATURES } from './window-envelope.ts';

/** Most inputs that have a say: the cost of a reading grows with them. */
const MOST_INPUTS = 8;
/** An input that explains less, as a share of the standard deviation, is left out. */
const LEAST_SHARE = 0.2;
const BINS = 8;

/**
 * The inputs that the windows of the value depend on most. The share is the correlation ratio of a window feature on
 * the level of the input in eight bins (Pearson 1905), the greatest over the features: it needs no straight line.
 * @param rows features of the windows of training data; the first window ends at sample `window` − 1
 */
export const chosenInputs = (
  inputs: readonly Float64Array[],
  rows: Float64Array,
  window: number,
): ChosenInput[] =>
  inputs
    .map((values, column) => {
      const scale = scaleOf(values);
      const levels = levelRows([values], [{ column: 0, scale, weight: 1 }], window, values.length);
      return { column, scale, weight: explainedShare(levels.subarray(window - 1), rows) };
    })
    .filter(({ weight }) => weight >= LEAST_SHARE)
    .sort((one, other) => other.weight - one.weight)
    .slice(0, MOST_INPUTS);

const scaleOf = (values: Float64Array): UnitScale => {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? new UnitScale(0, 1) : UnitScale.of(known);
};

const explainedShare = (levels: Float64Array, rows: Float64Array): number => {
  const low = levels.reduce((least, level) => Math.min(least, level), Number.POSITIVE_INFINITY);
  const high = levels.reduce((most, level) => Math.max(most, level), Number.NEGATIVE_INFINITY);
  if (!(high > low)) return 0;
  const bins = Uint8Array.from(levels, (level) =>
    Math.min(BINS - 1, Math.floor((BINS * (level - low)) / (high - low))),
  );
  return Math.max(...Array.from({ length: FEATURES }, (_, f) => correlationRatio(bins, rows, f)));
};

/** √(variance between bins / variance): 0 where the bin says nothing, 1 where it says all. */
const correlationRatio = (bins: Uint8Array, rows: Float64Array, f: number): number => {
  const counts = new Float64Array(BINS);
  const sums = new Float64Array(BINS);
  const first = rows[f];
  let squares = 0;
  for (let i = 0; i < bins.length; i++) {
    const away = rows[i * FEATURES + f] - first;
    counts[bins[i]]++;
    sums[bins[i]] += away;
    squares += away * away;
  }
  const mean = sums.reduce((sum, one) => sum + one, 0) / bins.length;
  const total = squares / bins.length - mean * mean;
  const between = sums.reduce(
    (sum, one, bin) => sum + (counts[bin] === 0 ? 0 : one * (one / counts[bin])),
    0,
  );
  return total > 0 ? Math.sqrt(Math.max(0, Math.min(1, (between / bins.length - mean * mean) / total))) : 0;
};
