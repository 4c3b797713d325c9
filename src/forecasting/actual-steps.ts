import { BAD_QUALITY } from '../readings/quality.ts';
import type { Columns } from '../readings/store.ts';

/** The instants of a forecast: step h lies h · stepMs after the origin. */
export interface StepGrid {
  readonly originMs: number;
  readonly stepMs: number;
}

/** Readings from this source time on lie nearer to the step, or to a later one, than to the step before it. */
export const judgeDueMs = ({ originMs, stepMs }: StepGrid, step: number): number =>
  Math.ceil(originMs + (step - 0.5) * stepMs);

/** The step that an instant is nearest to; below 1 before the first. */
export const stepOf = ({ originMs, stepMs }: StepGrid, timeMs: number): number =>
  Math.round((timeMs - originMs) / stepMs);

/**
 * The actual of each step from `from` to `to`: the first usable reading nearer to it than to any other step; NaN where
 * there is none. What came first stays, so that a step that was judged does not change by a later reading in order.
 */
export function actualSteps(columns: Columns, grid: StepGrid, from: number, to: number): Float64Array {
  const actual = new Float64Array(Math.max(0, to - from + 1)).fill(Number.NaN);
  const { times, values, qualities } = columns;
  for (let i = firstFrom(times, judgeDueMs(grid, from)); i < times.length; i++) {
    const step = stepOf(grid, times[i]);
    if (step > to) break;
    const isUsable = qualities[i] !== BAD_QUALITY && Number.isFinite(values[i]);
    if (isUsable && Number.isNaN(actual[step - from])) actual[step - from] = values[i];
  }
  return actual;
}

/** The index of the first of ascending times that is not before an instant. */
function firstFrom(times: Float64Array, fromMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
