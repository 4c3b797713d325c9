import { type WindowShape, windowCount } from '../../numbers/lag-gram.ts';

/**
 * The moments of the newest `season` inputs with every position of a window, for each phase of the origin apart: entry
 * (p, a, b) of `season` × `season` × (inputs + targets) is Σ v[s + first + a]·v[s + b], first = inputs − season, over the windows
 * whose origin s + inputs has the phase p, (step + origin) mod season = p. A row follows from the one above it in the
 * phase after, as one sample later is one phase later. Adds to `sums`.
 * @param step phase of the first sample, a whole number ≥ 0
 */
export const addPhaseGrams = (
  sums: Float64Array,
  values: Float64Array,
  shape: WindowShape,
  season: number,
  step: number,
): void => {
  const windows = windowCount(values.length, shape);
  if (windows === 0) return;
  const width = shape.inputs + shape.targets;
  const first = shape.inputs - season;
  const grams = new Float64Array(sums.length);
  const phaseOf = (start: number): number => (step + start + shape.inputs) % season;
  for (let start = 0; start < season; start++) {
    const at = phaseOf(start) * season * width;
    addFirstRow(grams.subarray(at, at + width), values, first, season, start, windows);
    for (let a = 1; a < season; a++) {
      let sum = 0;
      for (let s = start; s < windows; s += season) sum += values[s + first + a] * values[s];
      grams[at + a * width] = sum;
    }
  }
  for (let a = 1; a < season; a++) {
    for (let phase = 0; phase < season; phase++) {
      const after = (phase + 1) % season;
      const from = (after * season + a - 1) * width;
      const to = (phase * season + a) * width;
      const lost = phaseOf(0) === after ? values[first + a - 1] : 0;
      const gained = phaseOf(windows) === after ? values[windows + first + a - 1] : 0;
      for (let b = 1; b < width; b++) {
        grams[to + b] = grams[from + b - 1] - lost * values[b - 1] + gained * values[windows + b - 1];
      }
    }
  }
  for (let i = 0; i < sums.length; i++) sums[i] += grams[i];
};

/** row[b] += Σ v[s + first]·v[s + b] over every `season`-th window from `start` on; four windows at a time. */
const addFirstRow = (
  row: Float64Array,
  values: Float64Array,
  first: number,
  season: number,
  start: number,
  windows: number,
): void => {
  let s = start;
  for (; s + 3 * season < windows; s += 4 * season) {
    const [s1, s2, s3] = [s + season, s + 2 * season, s + 3 * season];
    const [a, b, c, d] = [values[s + first], values[s1 + first], values[s2 + first], values[s3 + first]];
    for (let i = 0; i < row.length; i++) {
      row[i] += a * values[s + i] + b * values[s1 + i] + (c * values[s2 + i] + d * values[s3 + i]);
    }
  }
  for (; s < windows; s += season) {
    const newest = values[s + first];
    for (let i = 0; i < row.length; i++) row[i] += newest * values[s + i];
  }
};

/** Windows whose origin has each phase. */
export const addPhaseCounts = (
  counts: Float64Array,
  length: number,
  shape: WindowShape,
  season: number,
  step: number,
): void => {
  for (let s = 0; s < windowCount(length, shape); s++) counts[(step + s + shape.inputs) % season]++;
};
