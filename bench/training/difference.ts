/** max|a − b| / max|reference|; a NaN on either side gives NaN, two zeros give 0. */
export const difference = (a: ArrayLike<number>, reference: ArrayLike<number>): number => {
  if (a.length !== reference.length) throw new Error(`${a.length} numbers against ${reference.length}`);
  let most = 0;
  let largest = 0;
  for (let i = 0; i < reference.length; i++) {
    most = Math.max(most, Math.abs(a[i] - reference[i]));
    largest = Math.max(largest, Math.abs(reference[i]));
  }
  return most === 0 ? 0 : most / largest;
};
