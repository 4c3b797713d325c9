import { readFile, stat } from 'node:fs/promises';
import { InvalidInputError } from '../errors.ts';
import { IngestFileError, unreadable } from './ingest-file-error.ts';
import { type NpyHeader, parseNpyHeader } from './npy-header.ts';

/** Larger files are refused before they are read: 256 MiB, a hundred times the largest of the public telemetry. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** Finite numbers in rows and columns. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** A copy of column `k`, 0 ≤ k < columns, one value a row. @throws InvalidInputError */
  column(k: number): Float64Array;
}

class NpyMatrix implements Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly #values: DataView;
  readonly #itemBytes: 4 | 8;

  constructor(header: NpyHeader, values: DataView) {
    this.rows = header.rows;
    this.columns = header.columns;
    this.#values = values;
    this.#itemBytes = header.itemBytes;
  }

  column(k: number): Float64Array {
    if (!Number.isInteger(k) || k < 0 || k >= this.columns) {
      throw new InvalidInputError('column', k, `an integer from 0 to ${this.columns - 1}`);
    }
    const out = new Float64Array(this.rows);
    const values = this.#values;
    const stride = this.columns * this.#itemBytes;
    let offset = k * this.#itemBytes;
    for (let row = 0; row < this.rows; row++, offset += stride) {
      out[row] = this.#itemBytes === 8 ? values.getFloat64(offset, true) : values.getFloat32(offset, true);
    }
    return out;
  }
}

/** Index of the first value that is NaN or infinite, -1 when there is none. */
const firstNonFinite = (values: DataView, itemBytes: 4 | 8): number => {
  const count = values.byteLength / itemBytes;
  for (let i = 0; i < count; i++) {
    const value = itemBytes === 8 ? values.getFloat64(i * 8, true) : values.getFloat32(i * 4, true);
    if (!Number.isFinite(value)) return i;
  }
  return -1;
};

const readBytes = async (path: string): Promise<Buffer> => {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) {
      throw new IngestFileError(
        path,
        undefined,
        `the file has ${size} bytes`,
        `at most ${MAX_FILE_BYTES} bytes`,
      );
    }
    return await readFile(path);
  } catch (error) {
    if (error instanceof IngestFileError) throw error;
    throw unreadable(path, error, 'a readable .npy file');
  }
};

const checkLength = (path: string, header: NpyHeader, given: number): void => {
  const needed = header.rows * header.columns * header.itemBytes;
  if (given === needed) return;
  const shape = `${header.rows} × ${header.columns} values of ${header.itemBytes} bytes`;
  const found =
    given < needed
      ? `the file is truncated: ${given} bytes of values for ${shape}`
      : `${given - needed} bytes follow the last of ${shape}`;
  throw new IngestFileError(path, undefined, found, `exactly ${needed} bytes of values after the header`);
};

/**
 * Reads an .npy file (format 1 to 3) of little-endian f4 or f8 in C order with one or two dimensions; everything else
 * is refused.
 * @throws IngestFileError
 */
export const readNpy = async (path: string): Promise<Matrix> => {
  const bytes = await readBytes(path);
  const header = parseNpyHeader(path, bytes);
  const length = bytes.length - header.dataOffset;
  checkLength(path, header, length);
  const values = new DataView(bytes.buffer, bytes.byteOffset + header.dataOffset, length);
  const bad = firstNonFinite(values, header.itemBytes);
  if (bad >= 0) {
    const column = bad % header.columns;
    const sample = (bad - column) / header.columns;
    throw new IngestFileError(
      path,
      { sample },
      `the value in column ${column} is not finite`,
      'finite numbers only',
    );
  }
  return new NpyMatrix(header, values);
};
