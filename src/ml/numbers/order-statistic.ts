/**
 * The value that would stand at `rank` (0 … length − 1) if `values` were sorted; reorders them (Hoare's selection). About
 * three times the length in steps, where sorting takes its logarithm more.
 * @param values without NaN
 */
export const orderStatistic = (values: Float64Array, rank: number): number => {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left] < pivot) left++;
      while (values[right] > pivot) right--;
      if (left > right) break;
      const swapped = values[left];
      values[left++] = values[right];
      values[right--] = swapped;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else break;
  }
  return values[rank];
};
