/**
 * Windows over columns of equal length, column 0 being the value that is predicted: window w shows the samples
 * w … w + lookback − 1 of every column, its target is the value at the next `ahead` samples.
 */
export class PredictionWindows {
  readonly lookback: number;
  readonly ahead: number;
  readonly count: number;
  readonly #columns: readonly Float64Array[];
  #batch = new Float32Array(0);

  /** @param columns scaled and finite */
  constructor(columns: readonly Float64Array[], lookback: number, ahead: number) {
    this.#columns = columns;
    this.lookback = lookback;
    this.ahead = ahead;
    this.count = Math.max(0, columns[0].length - lookback - ahead + 1);
  }

  /** Numbers a step. */
  get inputs(): number {
    return this.#columns.length;
  }

  /** [windows, lookback, inputs]; overwritten by the next call */
  inputsOf(windows: ArrayLike<number>): Float32Array {
    const { lookback, inputs } = this;
    const size = windows.length * lookback * inputs;
    if (this.#batch.length < size) this.#batch = new Float32Array(size);
    const batch = this.#batch.subarray(0, size);
    let at = 0;
    for (let k = 0; k < windows.length; k++) {
      for (let t = windows[k]; t < windows[k] + lookback; t++) {
        for (const column of this.#columns) batch[at++] = column[t];
      }
    }
    return batch;
  }

  /** [windows, ahead] */
  targetsOf(windows: ArrayLike<number>): Float32Array {
    const { lookback, ahead } = this;
    const batch = new Float32Array(windows.length * ahead);
    for (let k = 0; k < windows.length; k++) {
      const from = windows[k] + lookback;
      batch.set(this.#columns[0].subarray(from, from + ahead), k * ahead);
    }
    return batch;
  }
}
