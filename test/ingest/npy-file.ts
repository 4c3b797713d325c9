import { writeFile } from 'node:fs/promises';

/** Parts of an .npy file that a test wants other than those of a sound 2 × 3 file of f8. */
export interface NpyParts {
  readonly magic?: string;
  readonly version?: readonly [number, number];
  readonly descr?: string;
  readonly fortran?: string;
  readonly shape?: string;
  /** The whole header text in place of one made of the three entries. */
  readonly header?: string;
  /** The header length written to the file, where it shall not be the true one. */
  readonly headerLength?: number;
  readonly body?: Buffer;
}

export const f8 = (values: readonly number[]): Buffer => Buffer.from(new Float64Array(values).buffer);
export const f4 = (values: readonly number[]): Buffer => Buffer.from(new Float32Array(values).buffer);

export const npyBytes = (parts: NpyParts = {}): Buffer => {
  const {
    magic = '\x93NUMPY',
    version = [1, 0],
    descr = "'<f8'",
    fortran = 'False',
    shape = '(2, 3)',
  } = parts;
  const text =
    parts.header ??
    `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }`.padEnd(117).concat('\n');
  const header = Buffer.from(text, version[0] === 3 ? 'utf8' : 'latin1');
  const length = Buffer.alloc(version[0] === 1 ? 2 : 4);
  const claimed = parts.headerLength ?? header.length;
  if (version[0] === 1) length.writeUInt16LE(claimed);
  else length.writeUInt32LE(claimed);
  const body = parts.body ?? f8([1, 2, 3, 4, 5, 6]);
  return Buffer.concat([Buffer.from(magic, 'latin1'), Buffer.from(version), length, header, body]);
};

/** A sound f8 file of rows × columns, the values counted up from 0 unless given. */
export const writeMatrix = async (
  path: string,
  rows: number,
  columns: number,
  value: (row: number, column: number) => number = (row, column) => row * columns + column,
): Promise<void> => {
  const values = Array.from({ length: rows * columns }, (_, i) =>
    value(Math.floor(i / columns), i % columns),
  );
  await writeFile(path, npyBytes({ shape: `(${rows}, ${columns})`, body: f8(values) }));
};
