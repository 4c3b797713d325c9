import type { Series } from '../ml/series.ts';
import { BAD_QUALITY } from '../readings/quality.ts';
import type { Columns, Extent, ReadingsStore } from '../readings/store.ts';
import type { SampledSensor } from './sampled-sensor.ts';

/** `count` instants from `startMs` on, `periodMs` apart. */
export interface Grid {
  readonly startMs: number;
  readonly periodMs: number;
  readonly count: number;
}

/** A series in memory of its own. */
export interface GridSeries extends Series {
  readonly values: Float64Array<ArrayBuffer>;
}

/** Cells that are read at a time: the event loop has its turn in between. */
const CELLS_AT_A_TIME = 50_000;

/** The instant of a cell. */
export const cellTime = ({ startMs, periodMs }: Grid, cell: number): number => startMs + cell * periodMs;

/** The cell whose instant is nearest; may lie outside the grid. */
export const cellOf = ({ startMs, periodMs }: Grid, timeMs: number): number =>
  Math.round((timeMs - startMs) / periodMs);

/**
 * A sensor and its inputs on a grid. A cell holds the last usable reading of the sensor nearer to it than to any other,
 * NaN where there is none; a reading of BAD quality is not usable. An input has its last value at or before the instant
 * of the cell: what is known of it when a live reading is judged.
 * @param seen told of the readings of the sensor as they are read, in order
 */
export async function readSeries(
  readings: ReadingsStore,
  sensor: Pick<SampledSensor, 'id' | 'inputIds'>,
  grid: Grid,
  seen?: (columns: Columns) => void,
): Promise<GridSeries> {
  const values = new Float64Array(grid.count).fill(Number.NaN);
  const inputs = sensor.inputIds.map(() => new Float64Array(grid.count));
  for (let first = 0; first < grid.count; first += CELLS_AT_A_TIME) {
    const end = Math.min(first + CELLS_AT_A_TIME, grid.count);
    const { fromMs, toMs } = reachOf(grid, first, end);
    const columns = await readings.range(sensor.id, fromMs, toMs);
    seen?.(columns);
    place(columns, grid, values);
    const times = Float64Array.from({ length: end - first }, (_, i) => cellTime(grid, first + i));
    const held = inputs.length > 0 ? await readings.valuesAt(sensor.inputIds, times) : [];
    for (const [k, column] of held.entries()) inputs[k].set(column, first);
    await new Promise(setImmediate);
  }
  return { values, inputs, startStep: grid.startMs / grid.periodMs, periodMs: grid.periodMs };
}

/** The instants whose nearest cell is from `first` on and before `end`. */
const reachOf = (grid: Grid, first: number, end: number) => ({
  fromMs: Math.ceil(cellTime(grid, first - 0.5)),
  toMs: Math.ceil(cellTime(grid, end - 0.5)) - 1,
});

/** How many readings of a sensor fall into the cells of a grid, and the first and last of them; null where none does. */
export function readingsWithin(
  readings: ReadingsStore,
  sensorId: number,
  grid: Grid,
): Promise<Extent | null> {
  const { fromMs, toMs } = reachOf(grid, 0, grid.count);
  return readings.extent(sensorId, fromMs, toMs);
}

/** How many live readings of a grid came after one with a later source time. */
export async function lateReadings(readings: ReadingsStore, sensorId: number, grid: Grid): Promise<number> {
  let late = 0;
  let earliest = Number.POSITIVE_INFINITY;
  for (let end = grid.count; end > 0; end -= CELLS_AT_A_TIME) {
    const { fromMs, toMs } = reachOf(grid, Math.max(0, end - CELLS_AT_A_TIME), end);
    const received = await readings.receivedTimes(sensorId, fromMs, toMs);
    for (const came of received.reverse()) {
      if (came > earliest) late++;
      else earliest = came;
    }
  }
  return late;
}

/** Readings of a sensor in the cells of a grid, NaN where there is none that can be used. */
export function onGrid(columns: Columns, grid: Grid): Float64Array<ArrayBuffer> {
  const values = new Float64Array(grid.count).fill(Number.NaN);
  place(columns, grid, values);
  return values;
}

function place({ times, values, qualities }: Columns, grid: Grid, column: Float64Array): void {
  for (let i = 0; i < times.length; i++) {
    if (qualities[i] !== BAD_QUALITY && Number.isFinite(values[i]))
      column[cellOf(grid, times[i])] = values[i];
  }
}
