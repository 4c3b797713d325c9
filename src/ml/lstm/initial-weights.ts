import type { RandomStream } from '../numbers/random-stream.ts';

/** [rows, columns], uniform in ±√(6/(rows + columns)) (Glorot & Bengio 2010). */
export const glorotUniform = (rows: number, columns: number, random: RandomStream): Float32Array => {
  const limit = Math.sqrt(6 / (rows + columns));
  return Float32Array.from({ length: rows * columns }, () => limit * (2 * random.uniform() - 1));
};

/**
 * [rows, columns], rows ≤ columns: rows of length one at right angles, from normal numbers by modified Gram–Schmidt
 * (Saxe et al. 2014).
 */
export const orthogonal = (rows: number, columns: number, random: RandomStream): Float32Array => {
  const matrix = Float64Array.from({ length: rows * columns }, () => random.normal());
  for (let row = 0; row < rows; row++) {
    const vector = matrix.subarray(row * columns, (row + 1) * columns);
    for (let earlier = 0; earlier < row; earlier++) {
      const other = matrix.subarray(earlier * columns, (earlier + 1) * columns);
      const along = dot(vector, other);
      for (let j = 0; j < columns; j++) vector[j] -= along * other[j];
    }
    const length = Math.sqrt(dot(vector, vector));
    for (let j = 0; j < columns; j++) vector[j] /= length;
  }
  return Float32Array.from(matrix);
};

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
};
