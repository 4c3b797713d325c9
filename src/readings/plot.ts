import type { Columns, UnscoredColumns } from './store.ts';

/** One reading as the databases give it: source time, value or null, quality code. */
export type ReadingRow = readonly [timeMs: number, value: number | null, quality: number];

/** Rows to columns; a null value becomes NaN. */
export function toColumns(rows: readonly ReadingRow[]): Columns {
  const columns = {
    times: new Float64Array(rows.length),
    values: new Float64Array(rows.length),
    qualities: new Uint8Array(rows.length),
  };
  rows.forEach(([timeMs, value, quality], i) => {
    columns.times[i] = timeMs;
    columns.values[i] = value ?? Number.NaN;
    columns.qualities[i] = quality;
  });
  return columns;
}

/** A reading with the time at which it was received. */
export type ReceivedRow = readonly [...reading: ReadingRow, receivedMs: number];

/** As `toColumns`, with when the last of them to arrive did. */
export function toUnscored(rows: readonly ReceivedRow[]): UnscoredColumns {
  const receivedMs = rows.reduce((newest, row) => Math.max(newest, row[3]), Number.NEGATIVE_INFINITY);
  const columns = toColumns(rows as readonly (readonly unknown[])[] as readonly ReadingRow[]);
  return { ...columns, receivedMs };
}

/** A reading of one of many stretches, counted from 0. */
export type StretchRow = readonly [stretch: number, ...reading: ReadingRow];

/** Rows of many stretches, ascending in time within each, to columns of each. */
export function toStretches(rows: readonly StretchRow[], count: number): Columns[] {
  const parts: ReadingRow[][] = Array.from({ length: count }, () => []);
  for (const [stretch, timeMs, value, quality] of rows) parts[stretch].push([timeMs, value, quality]);
  return parts.map(toColumns);
}

/**
 * Downsamples a range for a plot in one pass: the range is cut into ⌊maxPoints/2⌋ equal stretches of time and each
 * gives its minimum and its maximum in time order, so that no spike is lost. A stretch with missing values only gives
 * one missing point, so that a gap stays a gap.
 */
export class PlotReduction {
  readonly #fromMs: number;
  readonly #stretchMs: number;
  readonly #kept: ReadingRow[] = [];
  #stretch = -1;
  #low: ReadingRow | undefined;
  #high: ReadingRow | undefined;
  #missing: ReadingRow | undefined;

  constructor(fromMs: number, toMs: number, maxPoints: number) {
    this.#fromMs = fromMs;
    this.#stretchMs = Math.max(1, (toMs - fromMs + 1) / Math.max(1, Math.floor(maxPoints / 2)));
  }

  /** Takes the next reading in time order. */
  add(row: ReadingRow): void {
    const stretch = Math.floor((row[0] - this.#fromMs) / this.#stretchMs);
    if (stretch !== this.#stretch) this.#flush();
    this.#stretch = stretch;
    const value = row[1];
    if (value === null) this.#missing ??= row;
    else {
      if (!this.#low || value < (this.#low[1] as number)) this.#low = row;
      if (!this.#high || value > (this.#high[1] as number)) this.#high = row;
    }
  }

  finish(): Columns {
    this.#flush();
    return toColumns(this.#kept);
  }

  #flush(): void {
    if (this.#low && this.#high) {
      const [first, second] =
        this.#low[0] <= this.#high[0] ? [this.#low, this.#high] : [this.#high, this.#low];
      this.#kept.push(first);
      if (second !== first) this.#kept.push(second);
    } else if (this.#missing) this.#kept.push(this.#missing);
    this.#low = this.#high = this.#missing = undefined;
  }
}
