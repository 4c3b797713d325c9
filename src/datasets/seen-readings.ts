import { BAD_QUALITY } from '../readings/quality.ts';
import type { Columns } from '../readings/store.ts';

/** All readings of a sensor that were read for a grid, kept for a look at their quality. */
export class SeenReadings {
  readonly #columns: Columns[] = [];

  readonly take = (columns: Columns): void => {
    this.#columns.push(columns);
  };

  /** Source times, and the values, NaN where one cannot be used; in memory of their own. */
  joined(): { times: Float64Array<ArrayBuffer>; values: Float64Array<ArrayBuffer> } {
    const count = this.#columns.reduce((sum, { times }) => sum + times.length, 0);
    const [times, values] = [new Float64Array(count), new Float64Array(count)];
    let at = 0;
    for (const columns of this.#columns) {
      times.set(columns.times, at);
      values.set(
        columns.values.map((value, i) => (columns.qualities[i] === BAD_QUALITY ? Number.NaN : value)),
        at,
      );
      at += columns.times.length;
    }
    return { times, values };
  }
}
