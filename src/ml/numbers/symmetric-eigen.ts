/** Orthonormal eigenvectors as rows of `size` numbers, and their eigenvalues: the largest first. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

const MOST_SWEEPS = 60;
/** What is left off the diagonal, as a share of the whole, that counts as nothing. */
const TOLERANCE = 1e-24;

/**
 * Eigenvectors of a symmetric matrix, row-major, size × size, by cyclic Jacobi rotations (Golub & Van Loan, §8.5): slow
 * for large matrices and as exact as float64 allows. `matrix` is spoilt.
 */
export const symmetricEigen = (matrix: Float64Array, size: number): Eigen => {
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * (size + 1)] = 1;
  let whole = 0;
  for (const entry of matrix) whole += entry * entry;
  for (let sweep = 0; sweep < MOST_SWEEPS && offDiagonal(matrix, size) > TOLERANCE * whole; sweep++) {
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) rotate(matrix, vectors, size, p, q);
    }
  }
  const order = Array.from({ length: size }, (_, i) => i);
  order.sort((a, b) => matrix[b * (size + 1)] - matrix[a * (size + 1)] || a - b);
  const sorted = new Float64Array(size * size);
  order.forEach((from, to) => {
    sorted.set(vectors.subarray(from * size, (from + 1) * size), to * size);
  });
  return { values: Float64Array.from(order, (i) => matrix[i * (size + 1)]), vectors: sorted };
};

const offDiagonal = (matrix: Float64Array, size: number): number => {
  let sum = 0;
  for (let p = 0; p < size; p++) for (let q = 0; q < p; q++) sum += 2 * matrix[p * size + q] ** 2;
  return sum;
};

/** Turns the plane of p and q so that the entry (p, q) becomes 0. */
const rotate = (matrix: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void => {
  const entry = matrix[p * size + q];
  if (entry === 0) return;
  const slope = (matrix[q * (size + 1)] - matrix[p * (size + 1)]) / (2 * entry);
  const tangent = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.hypot(slope, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  turn(matrix, p * size, q * size, 1, size, cosine, sine);
  turn(matrix, p, q, size, size, cosine, sine);
  turn(vectors, p * size, q * size, 1, size, cosine, sine);
};

const turn = (
  numbers: Float64Array,
  one: number,
  other: number,
  stride: number,
  count: number,
  cosine: number,
  sine: number,
): void => {
  for (let k = 0; k < count; k++, one += stride, other += stride) {
    const a = numbers[one];
    const b = numbers[other];
    numbers[one] = cosine * a - sine * b;
    numbers[other] = sine * a + cosine * b;
  }
};
