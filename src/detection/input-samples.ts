import type { ReadingsStore } from '../readings/store.ts';

/** What a detector sees beside the readings of its sensor. */
export interface InputSamples {
  /** The values of the inputs at the i-th reading, in their order; overwritten by the next call. */
  at(i: number): Float64Array;
}

/** The inputs as they were at each of the ascending times: each its last value at or before it. */
export async function inputSamples(
  store: Pick<ReadingsStore, 'valuesAt'>,
  inputIds: readonly number[],
  times: Float64Array,
): Promise<InputSamples> {
  return samplesOf(inputIds.length > 0 ? await store.valuesAt(inputIds, times) : []);
}

/** @param columns of each input its value at each reading */
export function samplesOf(columns: readonly Float64Array[]): InputSamples {
  const sample = new Float64Array(columns.length);
  return {
    at(i) {
      for (let k = 0; k < columns.length; k++) sample[k] = columns[k][i];
      return sample;
    },
  };
}
