/**
 * The second moments of every window of a series, without building the windows: rows are the `inputs` oldest
 * positions, columns all `inputs + targets` positions of a window, row-major;
 * entry (a, b) = Σ_s v[s + a]·v[s + b] over all windows s that lie inside `values`.
 * Each row follows from the one above it by two products an entry, so that the cost is O(N·W + inputs·W).
 */
export const lagGram = (values: Float64Array, inputs: number, targets: number): Float64Array => {
  const width = inputs + targets;
  const windows = values.length - width + 1;
  const gram = new Float64Array(inputs * width);
  for (let b = 0; b < width; b++) {
    let sum = 0;
    for (let s = 0; s < windows; s++) sum += values[s] * values[s + b];
    gram[b] = sum;
  }
  for (let a = 1; a < inputs; a++) {
    for (let b = 1; b < width; b++) {
      const above = gram[(a - 1) * width + b - 1];
      gram[a * width + b] =
        above - values[a - 1] * values[b - 1] + values[windows + a - 1] * values[windows + b - 1];
    }
    gram[a * width] = gram[a];
  }
  return gram;
};

/**
 * Turns the moments of raw windows, in place, into those of windows from which the mean of the last `levelSpan` inputs
 * was taken (instance normalisation): M'(a, b) = M(a, b) − s_a − s_b + q, s the moments with that mean, q its own.
 */
export const subtractLevel = (gram: Float64Array, inputs: number, levelSpan: number): void => {
  const width = gram.length / inputs;
  const withLevel = new Float64Array(width);
  for (let a = inputs - levelSpan; a < inputs; a++) {
    for (let b = 0; b < width; b++) withLevel[b] += gram[a * width + b] / levelSpan;
  }
  let ofLevel = 0;
  for (let a = inputs - levelSpan; a < inputs; a++) ofLevel += withLevel[a] / levelSpan;
  for (let a = 0; a < inputs; a++) {
    for (let b = 0; b < width; b++) gram[a * width + b] += ofLevel - withLevel[a] - withLevel[b];
  }
};
