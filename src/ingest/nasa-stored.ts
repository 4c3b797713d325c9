import type { Columns, ReadingsStore } from '../readings/store.ts';
import { IngestFileError } from './ingest-file-error.ts';
import { NASA_SAMPLING_PERIOD_MS } from './nasa-time.ts';

/** Readings as one column of a file says they are: `indices` are samples of the file. */
export interface FileColumn {
  readonly path: string;
  readonly column: number;
  readonly firstMs: number;
  /** Samples of the file. */
  readonly rows: number;
  readonly indices: Uint32Array;
  readonly values: Float64Array;
}

export const columnTimes = ({ firstMs, indices }: FileColumn): Float64Array =>
  Float64Array.from(indices, (i) => firstMs + i * NASA_SAMPLING_PERIOD_MS);

const stored = (store: ReadingsStore, sensorId: number, { firstMs, rows }: FileColumn): Promise<Columns> =>
  store.range(sensorId, firstMs, firstMs + (rows - 1) * NASA_SAMPLING_PERIOD_MS);

const differs = ({ path, column }: FileColumn, sample: number, found: string): IngestFileError =>
  new IngestFileError(
    path,
    { sample },
    `column ${column} ${found}`,
    'the file that was imported before, or another database',
  );

/** First sample of the file that is not among the stored readings, or that differs from the one stored. */
const checkWhole = (file: FileColumn, { times, values }: Columns): void => {
  const expected = columnTimes(file);
  for (let j = 0; j < Math.max(expected.length, times.length); j++) {
    if (times[j] === expected[j] && values[j] === file.values[j]) continue;
    const timeMs = Math.min(times[j] ?? Number.POSITIVE_INFINITY, expected[j] ?? Number.POSITIVE_INFINITY);
    const sample = (timeMs - file.firstMs) / NASA_SAMPLING_PERIOD_MS;
    throw differs(file, sample, 'does not hold what was imported before');
  }
};

/**
 * Whether the readings of a column are stored: all of them or none.
 * @throws IngestFileError when others are stored in their place, so that the file is not the one imported before.
 */
export async function isStored(store: ReadingsStore, sensorId: number, file: FileColumn): Promise<boolean> {
  const columns = await stored(store, sensorId, file);
  if (columns.times.length === 0) return false;
  checkWhole(file, columns);
  return true;
}

/**
 * Checks those readings of a dense column that were recorded since the import, such as by a replay.
 * @throws IngestFileError
 */
export async function checkReplayed(store: ReadingsStore, sensorId: number, file: FileColumn): Promise<void> {
  const { times, values } = await stored(store, sensorId, file);
  for (let j = 0; j < times.length; j++) {
    const sample = (times[j] - file.firstMs) / NASA_SAMPLING_PERIOD_MS;
    if (values[j] !== file.values[sample]) throw differs(file, sample, 'does not hold what was recorded');
  }
}
