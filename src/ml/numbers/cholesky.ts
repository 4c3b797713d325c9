/**
 * Cholesky factor A = L·Lᵀ of a symmetric matrix, row-major, size × size. Only the lower triangle of `matrix` is read;
 * it is overwritten with L, what lies above the diagonal is left as it was.
 * @returns false when a pivot is not positive, so that the matrix is not positive definite in float64; `matrix` is
 * then spoilt.
 */
export const choleskyFactor = (matrix: Float64Array, size: number): boolean => {
  for (let row = 0; row < size; row++) {
    const atRow = row * size;
    for (let column = 0; column < row; column++) {
      const atColumn = column * size;
      let rest = matrix[atRow + column];
      for (let k = 0; k < column; k++) rest -= matrix[atRow + k] * matrix[atColumn + k];
      matrix[atRow + column] = rest / matrix[atColumn + column];
    }
    let pivot = matrix[atRow + row];
    for (let k = 0; k < row; k++) pivot -= matrix[atRow + k] ** 2;
    if (!(pivot > 0)) return false;
    matrix[atRow + row] = Math.sqrt(pivot);
  }
  return true;
};

/** Solves L·Lᵀ·x = b in place; `factor` is what `choleskyFactor` left, `b` has its size. */
export const choleskySolve = (factor: Float64Array, b: Float64Array): void => {
  const size = b.length;
  for (let row = 0; row < size; row++) {
    const atRow = row * size;
    let rest = b[row];
    for (let k = 0; k < row; k++) rest -= factor[atRow + k] * b[k];
    b[row] = rest / factor[atRow + row];
  }
  for (let row = size - 1; row >= 0; row--) {
    const atRow = row * size;
    const solved = b[row] / factor[atRow + row];
    b[row] = solved;
    for (let k = 0; k < row; k++) b[k] -= factor[atRow + k] * solved;
  }
};
