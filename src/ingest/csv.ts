import { readFile } from 'node:fs/promises';
import { parseCsvRecords } from './csv-records.ts';
import { IngestFileError, unreadable } from './ingest-file-error.ts';

/** Larger tables are refused: 8 MiB. */
const MAX_CSV_BYTES = 8 * 1024 * 1024;

/** One record by column name. `row` counts records as a spreadsheet does: the header is row 1. */
export interface CsvRow {
  readonly row: number;
  readonly fields: Readonly<Record<string, string>>;
}

const readText = async (path: string, mostBytes: number): Promise<string> => {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw unreadable(path, error, 'a readable CSV file');
  }
  if (bytes.length > mostBytes) {
    throw new IngestFileError(
      path,
      undefined,
      `the file has ${bytes.length} bytes`,
      `at most ${mostBytes} bytes`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new IngestFileError(path, undefined, 'the bytes are not UTF-8', 'text in UTF-8');
  }
};

/**
 * Reads a CSV file with a header. Fields are trimmed; columns beyond `required` are kept; empty lines are skipped but
 * counted.
 * @throws IngestFileError when a required column is missing or a row has another number of fields than the header.
 */
export const readCsv = async (
  path: string,
  required: readonly string[],
  mostBytes = MAX_CSV_BYTES,
): Promise<CsvRow[]> => {
  const records = parseCsvRecords(path, await readText(path, mostBytes));
  const header = (records[0] ?? []).map((name) => name.trim());
  const missing = required.filter((name) => !header.includes(name));
  if (missing.length > 0 || new Set(header).size !== header.length) {
    const found =
      missing.length > 0 ? `there is no column ${missing.join(', ')}` : 'a column name stands twice';
    throw new IngestFileError(path, { row: 1 }, found, `a header with ${required.join(', ')}, each once`);
  }
  const rows: CsvRow[] = [];
  for (const [index, record] of records.entries()) {
    if (index === 0 || (record.length === 1 && record[0].trim() === '')) continue;
    if (record.length !== header.length) {
      throw new IngestFileError(
        path,
        { row: index + 1 },
        `${record.length} fields`,
        `${header.length} fields`,
      );
    }
    const fields = Object.fromEntries(header.map((name, k) => [name, record[k].trim()]));
    rows.push({ row: index + 1, fields });
  }
  return rows;
};
