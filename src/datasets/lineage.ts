import { createHash, type Hash } from 'node:crypto';
import type { Series } from '../ml/series.ts';
import type { DatasetCleaning } from './dataset-cleaning.ts';
import { cellTime, type Grid } from './grid.ts';

/** What a fit sees, and how it came about. */
export interface PinnedArrays {
  readonly grid: Grid;
  readonly series: Series;
  readonly trainCount: number;
  /** Null where the values are as they are stored. */
  readonly cleaning: DatasetCleaning | null;
}

const NUMBERS_AT_A_TIME = 8_192;

/**
 * SHA-256, lower-case hex, over what a fit sees: a canonical JSON header with grid, split, the ids of the inputs and
 * the cleaning where there was one, then the times, the values and each input as little-endian float64. Every NaN counts as the same one and −0 as 0, so
 * that equal arrays have equal hashes on every machine.
 */
export function seriesSha256(
  { grid, series, trainCount, cleaning }: PinnedArrays,
  inputSensorIds: readonly number[],
): string {
  const header = {
    layout: 1,
    startMs: grid.startMs,
    periodMs: grid.periodMs,
    count: grid.count,
    trainCount,
    inputSensorIds,
    ...(cleaning && { cleaning }),
  };
  const hash = createHash('sha256').update(`${JSON.stringify(header)}\n`);
  hashColumn(hash, grid.count, (cell) => cellTime(grid, cell));
  for (const column of [series.values, ...series.inputs]) hashColumn(hash, column.length, (i) => column[i]);
  return hash.digest('hex');
}

function hashColumn(hash: Hash, length: number, at: (index: number) => number): void {
  const chunk = new DataView(new ArrayBuffer(8 * NUMBERS_AT_A_TIME));
  for (let first = 0; first < length; first += NUMBERS_AT_A_TIME) {
    const count = Math.min(NUMBERS_AT_A_TIME, length - first);
    for (let i = 0; i < count; i++) writeCanonical(chunk, 8 * i, at(first + i));
    hash.update(new Uint8Array(chunk.buffer, 0, 8 * count));
  }
}

function writeCanonical(view: DataView, offset: number, value: number): void {
  if (Number.isNaN(value)) view.setBigUint64(offset, 0x7ff8_0000_0000_0000n, true);
  else view.setFloat64(offset, value + 0, true);
}
