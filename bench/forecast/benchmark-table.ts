import { type CsvRow, readCsv } from '../../src/ingest/csv.ts';
import { IngestFileError } from '../../src/ingest/ingest-file-error.ts';

/** The longest file of the family, 69,680 rows of seven channels, has ten. */
const MOST_BYTES = 64 * 1024 * 1024;
const MISSING = new Set(['', 'nan', 'na', 'null']);

/** Columns of a file on an equally spaced grid; a cell that the file does not have, or has without a number, is NaN. */
export interface BenchmarkTable {
  readonly startMs: number;
  readonly periodMs: number;
  readonly channels: readonly { readonly name: string; readonly values: Float64Array }[];
}

/**
 * A file with a column `date` and one column a channel. The sampling period is the median distance of two rows; each row
 * goes to the nearest cell.
 * @throws IngestFileError
 */
export async function readBenchmarkTable(file: string): Promise<BenchmarkTable> {
  const rows = await readCsv(file, ['date'], MOST_BYTES);
  if (rows.length < 3) throw new IngestFileError(file, undefined, `${rows.length} rows`, 'a series of rows');
  const times = rows.map((row) => instant(file, row));
  const periodMs = medianStep(file, times);
  const cells = times.map((time) => Math.round((time - times[0]) / periodMs));
  const names = Object.keys(rows[0].fields).filter((name) => name !== 'date');
  if (names.length === 0) throw new IngestFileError(file, { row: 1 }, 'only a date', 'a column a channel');
  const channels = names.map((name) => {
    const values = new Float64Array(cells[cells.length - 1] + 1).fill(Number.NaN);
    for (const [k, row] of rows.entries()) values[cells[k]] = number(file, row, name);
    return { name, values };
  });
  return { startMs: times[0], periodMs, channels };
}

/** A date without a zone is UTC. */
function instant(file: string, { row, fields: { date } }: CsvRow): number {
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(date);
  const time = Date.parse(hasZone ? date : `${date.replace(' ', 'T')}${date.includes(':') ? 'Z' : ''}`);
  if (Number.isNaN(time)) {
    throw new IngestFileError(file, { row }, `the date is ${date}`, 'a date such as 2016-07-01 00:00:00');
  }
  return time;
}

function medianStep(file: string, times: readonly number[]): number {
  const steps = times.slice(1).map((time, k) => time - times[k]);
  const back = steps.findIndex((step) => step <= 0);
  if (back >= 0) {
    throw new IngestFileError(
      file,
      { row: back + 3 },
      'the date is not after that before',
      'ascending dates',
    );
  }
  return steps.sort((a, b) => a - b)[steps.length >> 1];
}

function number(file: string, { row, fields }: CsvRow, name: string): number {
  const text = fields[name];
  if (MISSING.has(text.toLowerCase())) return Number.NaN;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new IngestFileError(file, { row }, `${name} is ${text}`, 'a number, or nothing where it is missing');
}
