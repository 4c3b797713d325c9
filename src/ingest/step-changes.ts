/** A column stored on change: `values[j]` holds from sample `indices[j]` until the next entry. */
export interface StepChanges {
  readonly indices: Uint32Array;
  readonly values: Float64Array;
}

/** The first sample of a column of finite values, then every sample that differs from the one before. */
export const stepChanges = (column: Float64Array): StepChanges => {
  let count = 0;
  for (let i = 0; i < column.length; i++) if (i === 0 || column[i] !== column[i - 1]) count++;
  const indices = new Uint32Array(count);
  const values = new Float64Array(count);
  for (let i = 0, j = 0; i < column.length; i++) {
    if (i > 0 && column[i] === column[i - 1]) continue;
    indices[j] = i;
    values[j++] = column[i];
  }
  return { indices, values };
};
