import { addRowProducts, type Rows } from './row-products.ts';

/** Rows that are worked on together; what they share is taken from the rest by matrix products. */
const BLOCK = 48;

/**
 * The inverse of a symmetric positive definite matrix, by Cholesky's L and A⁻¹ = L⁻ᵀL⁻¹; undefined when it is not definite
 * in float64. Only the lower triangle of `matrix` is read, and spoilt. About size³/2 products.
 * @param matrix size × size, row-major
 */
export const definiteInverse = (matrix: Float64Array, size: number): Float64Array | undefined => {
  const factor: Rows = { cells: matrix, stride: size };
  if (!factorise(factor, size)) return undefined;
  const transposed = invertTransposed(factor, size);
  const inverse: Rows = { cells: new Float64Array(size * size), stride: size };
  for (let from = 0; from < size; from += BLOCK) {
    const rows = { from, to: Math.min(size, from + BLOCK) };
    addRowProducts(inverse, transposed, transposed, rows, { from: 0, to: rows.to }, { from, to: size });
  }
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) inverse.cells[i * size + j] = inverse.cells[j * size + i];
  }
  return inverse.cells;
};

/** L in the lower triangle, block row by block row. */
const factorise = (matrix: Rows, size: number): boolean => {
  const { cells } = matrix;
  for (let from = 0; from < size; from += BLOCK) {
    const columns = { from, to: Math.min(size, from + BLOCK) };
    addRowProducts(matrix, matrix, matrix, { from, to: size }, columns, { from: 0, to: from }, -1);
    for (let row = from; row < size; row++) {
      const last = Math.min(row, columns.to - 1);
      for (let column = from; column <= last; column++) {
        let rest = cells[row * size + column];
        for (let k = from; k < column; k++) rest -= cells[row * size + k] * cells[column * size + k];
        if (row === column && !(rest > 0)) return false;
        cells[row * size + column] = row === column ? Math.sqrt(rest) : rest / cells[column * size + column];
      }
    }
  }
  return true;
};

/** V = (L⁻¹)ᵀ, upper triangular: V[j][i] = −Σ_{k<i} L[i][k]·V[j][k] / L[i][i]. */
const invertTransposed = (factor: Rows, size: number): Rows => {
  const inverted: Rows = { cells: new Float64Array(size * size), stride: size };
  const [l, v] = [factor.cells, inverted.cells];
  for (let from = 0; from < size; from += BLOCK) {
    const columns = { from, to: Math.min(size, from + BLOCK) };
    for (let first = 0; first < from; first += BLOCK) {
      const rows = { from: first, to: first + BLOCK };
      addRowProducts(inverted, inverted, factor, rows, columns, { from: first, to: from }, -1);
    }
    for (let j = 0; j < columns.to; j++) {
      for (let i = Math.max(from, j); i < columns.to; i++) {
        let rest = i === j ? 1 : v[j * size + i];
        for (let k = Math.max(from, j); k < i; k++) rest -= l[i * size + k] * v[j * size + k];
        v[j * size + i] = rest / l[i * size + i];
      }
    }
  }
  return inverted;
};
