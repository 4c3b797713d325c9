/** What a window is made of: `inputs` oldest positions, then `targets`. */
export interface WindowShape {
  readonly inputs: number;
  readonly targets: number;
}

/** Windows that lie inside a series. */
export const windowCount = (length: number, { inputs, targets }: WindowShape): number =>
  Math.max(0, length - inputs - targets + 1);

/**
 * The second moments of every window of a series, without building the windows: rows are the `inputs` oldest
 * positions, columns all `inputs + targets` positions of a window, row-major;
 * entry (a, b) = Σ_s v[s + a]·v[s + b] over all windows s that lie inside `values`.
 * Each row follows from the one above it by two products an entry, so that the cost is O(N·W + inputs·W).
 */
export const lagGram = (values: Float64Array, inputs: number, targets: number): Float64Array => {
  const gram = new Float64Array(inputs * (inputs + targets));
  addLagGram(gram, values, inputs, targets);
  return gram;
};

/** The same added to `sum`, with no more memory than a row. */
export const addLagGram = (
  sum: Float64Array,
  values: Float64Array,
  inputs: number,
  targets: number,
): void => {
  const width = inputs + targets;
  const windows = values.length - width + 1;
  const first = new Float64Array(width);
  for (let b = 0; b < width; b++) first[b] = shiftedProduct(values, b, windows);
  const row = first.slice();
  for (let a = 0; a < inputs; a++) {
    if (a > 0) nextRow(row, values, windows, a);
    row[0] = first[a];
    const at = a * width;
    for (let b = 0; b < width; b++) sum[at + b] += row[b];
  }
};

/** Row `a` in place of the one above it, but for its first entry. */
const nextRow = (row: Float64Array, values: Float64Array, windows: number, a: number): void => {
  const lost = values[a - 1];
  const gained = values[windows + a - 1];
  for (let b = row.length - 1; b > 0; b--) {
    row[b] = row[b - 1] - lost * values[b - 1] + gained * values[windows + b - 1];
  }
};

/** Σ v[s]·v[s + shift] over s below `count`; four sums at a time, because each addition waits for the one before. */
const shiftedProduct = (values: Float64Array, shift: number, count: number): number => {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = count - (count % 4);
  for (let s = 0; s < whole; s += 4) {
    a += values[s] * values[s + shift];
    b += values[s + 1] * values[s + 1 + shift];
    c += values[s + 2] * values[s + 2 + shift];
    d += values[s + 3] * values[s + 3 + shift];
  }
  for (let s = whole; s < count; s++) a += values[s] * values[s + shift];
  return a + b + (c + d);
};

/**
 * Turns the moments of raw windows, in place, into those of windows from which the mean of the last `levelSpan` inputs
 * was taken (instance normalisation): M'(a, b) = M(a, b) − s_a − s_b + q, s the moments with that mean, q its own.
 * The rows are the newest of the `inputs`: all of them, or at least those of the level.
 */
export const subtractLevel = (gram: Float64Array, shape: WindowShape, levelSpan: number): void => {
  const width = shape.inputs + shape.targets;
  const rows = gram.length / width;
  const first = shape.inputs - rows;
  const withLevel = new Float64Array(width);
  for (let row = rows - levelSpan; row < rows; row++) {
    for (let b = 0; b < width; b++) withLevel[b] += gram[row * width + b] / levelSpan;
  }
  let ofLevel = 0;
  for (let a = shape.inputs - levelSpan; a < shape.inputs; a++) ofLevel += withLevel[a] / levelSpan;
  for (let row = 0; row < rows; row++) {
    const withRow = withLevel[first + row];
    for (let b = 0; b < width; b++) gram[row * width + b] += ofLevel - withRow - withLevel[b];
  }
};
