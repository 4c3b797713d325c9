/**
 * Predicts the next value of a sensor from a state that it carries from sample to sample: its cost does not depend on
 * how many came before. A sample is [value, ...inputs], scaled and finite; a start state is all zeros.
 */
export interface RecurrentModel {
  /** Numbers a sample has. */
  readonly inputs: number;
  readonly stateSize: number;
  /** Takes one sample in, changes `state` and returns the scaled value that is expected next. */
  advance(state: Float32Array, sample: ArrayLike<number>): number;
  /** Everything that makes it again, but for the number of inputs. */
  encode(): EncodedModel;
}

/** What of a model goes into an artifact. */
export interface EncodedModel {
  readonly header: Record<string, unknown>;
  readonly columns: Record<string, Float64Array | Float32Array>;
}

/** What a model expects of each sample, having seen those before it; the first is NaN. `columns[0]` is the value. */
export const expectedByState = (model: RecurrentModel, columns: readonly Float64Array[]): Float64Array => {
  const state = new Float32Array(model.stateSize);
  const sample = new Float64Array(columns.length);
  const expected = new Float64Array(columns[0].length).fill(Number.NaN);
  for (let t = 0; t + 1 < expected.length; t++) {
    for (let k = 0; k < columns.length; k++) sample[k] = columns[k][t];
    expected[t + 1] = model.advance(state, sample);
  }
  return expected;
};
