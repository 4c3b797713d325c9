import type { RecordedSeries } from '../live/line.ts';
import type { Rejection, SeriesInput } from '../readings/batch.ts';
import type { Quality } from '../readings/quality.ts';
import type { SentSeries } from './sent-item.ts';

interface Row {
  readonly line: number;
  readonly timeMs: number;
  readonly value: number | null;
  readonly quality: Quality;
}

/** A series of a batch, and where each of its readings came from. */
interface Part {
  readonly series: SeriesInput;
  readonly origin: (index: number) => { readonly line: number; readonly index?: number };
}

/** What became of a batch. */
export interface Settled {
  readonly recorded: readonly RecordedSeries[];
  /** Readings whose time another reading of the batch has, too. */
  readonly repeated: number;
  readonly rejected: readonly (Omit<Rejection, 'index'> & {
    readonly line: number;
    readonly index?: number;
    readonly sensorId: number;
  })[];
}

/**
 * What goes through the line at once. Lines that are one reading each have no order among themselves: those of a
 * sensor are put in order of time, and of two at one time the first counts. A line of columns keeps its own order.
 */
export class ReadingBatch {
  readonly #rows = new Map<number, Row[]>();
  readonly #columns = new Map<number, SentSeries>();
  #readings = 0;

  get readings(): number {
    return this.#readings;
  }

  /** False where the sensor has columns in the batch: it is recorded first. */
  takesReading(sensorId: number): boolean {
    return !this.#columns.has(sensorId);
  }

  /** False where the sensor has readings in the batch, likewise. */
  takesSeries(sensorId: number): boolean {
    return !this.#columns.has(sensorId) && !this.#rows.has(sensorId);
  }

  addReading(sensorId: number, { line, timeMs, value, quality }: Row): void {
    const rows = this.#rows.get(sensorId);
    const row = { line, timeMs, value, quality };
    if (rows) rows.push(row);
    else this.#rows.set(sensorId, [row]);
    this.#readings++;
  }

  addSeries(sensorId: number, series: SentSeries): void {
    if (series.times.length === 0) return;
    this.#columns.set(sensorId, series);
    this.#readings += series.times.length;
  }

  /** Records everything and leaves the batch empty; as it was when `record` throws. */
  async settle(
    record: (series: readonly SeriesInput[]) => Promise<readonly RecordedSeries[]>,
  ): Promise<Settled> {
    if (this.#readings === 0) return { recorded: [], repeated: 0, rejected: [] };
    let repeated = 0;
    const parts: Part[] = [];
    for (const [sensorId, rows] of this.#rows) {
      const distinct = inOrder(rows);
      repeated += rows.length - distinct.length;
      parts.push(rowsPart(sensorId, distinct));
    }
    for (const [sensorId, series] of this.#columns) parts.push(columnsPart(sensorId, series));
    const recorded = await record(parts.map(({ series }) => series));
    const rejected = recorded.flatMap((one, k) =>
      one.rejected.map(({ index, reason, message }) => ({
        ...parts[k].origin(index),
        sensorId: parts[k].series.sensorId,
        reason,
        message,
      })),
    );
    this.#rows.clear();
    this.#columns.clear();
    this.#readings = 0;
    return { recorded, repeated, rejected };
  }
}

function inOrder(rows: Row[]): readonly Row[] {
  const ascending = rows.every(({ timeMs }, i) => i === 0 || timeMs > rows[i - 1].timeMs);
  if (ascending) return rows;
  const sorted = rows.toSorted((a, b) => a.timeMs - b.timeMs);
  return sorted.filter(({ timeMs }, i) => i === 0 || timeMs !== sorted[i - 1].timeMs);
}

const rowsPart = (sensorId: number, rows: readonly Row[]): Part => ({
  series: {
    sensorId,
    times: rows.map(({ timeMs }) => timeMs),
    values: rows.map(({ value }) => value),
    qualities: rows.map(({ quality }) => quality),
  },
  origin: (index) => ({ line: rows[index].line }),
});

const columnsPart = (sensorId: number, { line, times, values, qualities }: SentSeries): Part => ({
  series: { sensorId, times, values, qualities },
  origin: (index) => ({ line, index }),
});
