/**
 * Missing samples (NaN) take the last value before them, leading ones the first value after them. The causal choice:
 * a live stream fills the same way. All NaN stays all NaN.
 */
export const forwardFill = (values: Float64Array): Float64Array => {
  const filled = Float64Array.from(values);
  let last = values.find((value) => !Number.isNaN(value)) ?? Number.NaN;
  for (let t = 0; t < filled.length; t++) {
    if (Number.isNaN(filled[t])) filled[t] = last;
    else last = filled[t];
  }
  return filled;
};
