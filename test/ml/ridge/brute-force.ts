/** Gaussian elimination with pivots; A is row-major and kept. */
const solved = (matrix: readonly (readonly number[])[], right: readonly number[]): number[] => {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const pivot = rows.reduce(
      (best, row, i) => (i >= column && Math.abs(row[column]) > Math.abs(rows[best][column]) ? i : best),
      column,
    );
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (const [i, row] of rows.entries()) {
      if (i === column) continue;
      const share = row[column] / rows[column][column];
      for (let k = column; k <= size; k++) row[k] -= share * rows[column][k];
    }
  }
  return rows.map((row, i) => row[size] / row[i]);
};

/** A window less the mean of its newest `level` inputs. */
export interface ExactWindow {
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
  /** Index of the first target in its series. */
  readonly origin: number;
}

/** Every window of a series, written out. */
export const windowsOf = (
  values: Float64Array,
  inputs: number,
  targets: number,
  level: number,
): ExactWindow[] =>
  Array.from({ length: Math.max(0, values.length - inputs - targets + 1) }, (_, s) => {
    const window = [...values.subarray(s, s + inputs + targets)];
    const mean = window.slice(inputs - level, inputs).reduce((sum, value) => sum + value / level, 0);
    const less = window.map((value) => value - mean);
    return { inputs: less.slice(0, inputs), targets: less.slice(inputs), origin: s + inputs };
  });

/** The weights that minimise Σ(y − w·x)² + Σ dᵢwᵢ². */
export const leastSquares = (
  rows: readonly { readonly x: readonly number[]; readonly y: number }[],
  penalties: readonly number[],
): number[] => {
  const size = penalties.length;
  const gram = Array.from({ length: size }, (_, a) =>
    Array.from(
      { length: size },
      (__, b) => rows.reduce((sum, { x }) => sum + x[a] * x[b], 0) + (a === b ? penalties[a] : 0),
    ),
  );
  const moments = Array.from({ length: size }, (_, a) => rows.reduce((sum, { x, y }) => sum + x[a] * y, 0));
  return solved(gram, moments);
};

export const product = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};
