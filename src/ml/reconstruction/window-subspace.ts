import { symmetricEigen } from '../numbers/symmetric-eigen.ts';

/**
 * The linear subspace in which windows of normal data lie (principal components, Hotelling 1933). Windows are centred by
 * the mean training window and not by their own mean: a level that was never seen is a departure too. A window holds
 * `length` samples of each column, column after column.
 */
export class WindowSubspace {
  readonly mean: Float64Array;
  /** Orthonormal rows, each as long as the mean. */
  readonly basis: Float64Array;
  /** What the subspace makes of the window that was last measured. */
  readonly reconstruction: Float64Array;

  constructor(mean: Float64Array, basis: Float64Array) {
    this.mean = mean;
    this.basis = basis;
    this.reconstruction = new Float64Array(mean.length);
  }

  /** Root mean square of what of the window lies outside the subspace: √(Q/d), Q of Jackson & Mudholkar 1979. */
  distance(window: Float64Array): number {
    const { mean, basis, reconstruction } = this;
    const size = mean.length;
    reconstruction.set(mean);
    for (let row = 0; row < basis.length; row += size) {
      let share = 0;
      for (let i = 0; i < size; i++) share += basis[row + i] * (window[i] - mean[i]);
      for (let i = 0; i < size; i++) reconstruction[i] += share * basis[row + i];
    }
    let sum = 0;
    for (let i = 0; i < size; i++) sum += (window[i] - reconstruction[i]) ** 2;
    return Math.sqrt(sum / size);
  }

  /** The smallest one that keeps this share of the variance of all windows; at least one direction, never all. */
  static of(columns: readonly Float64Array[], length: number, share: number): WindowSubspace {
    const { mean, covariance } = momentsOf(columns, length);
    const { values, vectors } = symmetricEigen(covariance, mean.length);
    const wanted = share * values.reduce((sum, value) => sum + value, 0);
    let rank = 1;
    for (let kept = values[0]; kept < wanted && rank < mean.length - 1; rank++) kept += values[rank];
    return new WindowSubspace(mean, vectors.slice(0, rank * mean.length));
  }
}

/** The window that begins at sample `from`. */
export const windowAt = (
  columns: readonly Float64Array[],
  from: number,
  length: number,
  into: Float64Array,
): Float64Array => {
  columns.forEach((column, k) => {
    into.set(column.subarray(from, from + length), k * length);
  });
  return into;
};

const momentsOf = (columns: readonly Float64Array[], length: number) => {
  const windows = columns[0].length - length + 1;
  const size = columns.length * length;
  const mean = new Float64Array(size);
  const window = new Float64Array(size);
  for (let from = 0; from < windows; from++) {
    windowAt(columns, from, length, window);
    for (let i = 0; i < size; i++) mean[i] += window[i] / windows;
  }
  const covariance = new Float64Array(size * size);
  for (let from = 0; from < windows; from++) {
    windowAt(columns, from, length, window);
    for (let i = 0; i < size; i++) window[i] -= mean[i];
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) covariance[i * size + j] += window[i] * window[j];
    }
  }
  for (let i = 0; i < size; i++)
    for (let j = 0; j < i; j++) covariance[j * size + i] = covariance[i * size + j];
  return { mean, covariance };
};
