import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IngestFileError } from '../../src/ingest/ingest-file-error.ts';
import { type Matrix, readNpy } from '../../src/ingest/npy.ts';
import { f4, f8, type NpyParts, npyBytes } from './npy-file.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'telltale-npy-'));
});
afterAll(() => rm(dir, { recursive: true }));

const read = async (bytes: Buffer): Promise<Matrix> => {
  const path = join(dir, 'P-1.npy');
  await writeFile(path, bytes);
  return readNpy(path);
};

const refusal = async (bytes: Buffer): Promise<IngestFileError> => {
  const error = await read(bytes).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(IngestFileError);
  return error as IngestFileError;
};

describe('a sound file', () => {
  test.each([1, 2, 3])('of format version %i is read by column', async (major) => {
    const matrix = await read(npyBytes({ version: [major, 0] }));
    expect([matrix.rows, matrix.columns]).toEqual([2, 3]);
    expect([...matrix.column(0)]).toEqual([1, 4]);
    expect([...matrix.column(2)]).toEqual([3, 6]);
  });

  test('of f4 keeps every value exactly as single precision', async () => {
    const matrix = await read(
      npyBytes({ descr: "'<f4'", shape: '(3, 2)', body: f4([0.1, -2, 3e30, 4, 5, 6]) }),
    );
    expect([...matrix.column(0)]).toEqual([Math.fround(0.1), Math.fround(3e30), 5]);
  });

  test('of one dimension has one column', async () => {
    const matrix = await read(npyBytes({ shape: '(4,)', body: f8([1, 2, 3, 4]) }));
    expect([matrix.rows, matrix.columns]).toEqual([4, 1]);
    expect([...matrix.column(0)]).toEqual([1, 2, 3, 4]);
  });

  test('may write its header in another order, with other quotes, padded to any length', async () => {
    const header = `{"shape": (3L, 2L), "fortran_order": False, "descr": "<f8"}\n`;
    expect([...(await read(npyBytes({ header }))).column(1)]).toEqual([2, 4, 6]);
  });

  test.each([-1, 3, 0.5, Number.NaN])('has no column %d and says which it has', async (k) => {
    const matrix = await read(npyBytes());
    expect(() => matrix.column(k)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

describe('every other file is refused by name', () => {
  const dictionary = (text: string): NpyParts => ({ header: `${text}\n` });
  const hostile: [string, NpyParts, RegExp][] = [
    ['a bad magic', { magic: '\x93NUMPX' }, /first bytes/],
    ['format version 4', { version: [4, 0] }, /version 4\.0.*1\.0, 2\.0 or 3\.0/],
    ['format version 1.7', { version: [1, 7] }, /version 1\.7/],
    ['big-endian values', { descr: "'>f8'" }, />f8.*little-endian/],
    ['integers', { descr: "'<i8'" }, /<i8/],
    ['half precision', { descr: "'<f2'" }, /<f2/],
    ['objects', { descr: "'|O'" }, /\|O/],
    ['records', { descr: "[('a', '<f8'), ('b', '<f8')]" }, /type \[/],
    ['Fortran order', { fortran: 'True' }, /fortran_order is True.*C order/],
    ['fortran_order that is no truth value', { fortran: "'no'" }, /fortran_order is no/],
    ['no dimension', { shape: '()' }, /shape \(\)/],
    ['three dimensions', { shape: '(1, 2, 3)' }, /shape \(1, 2, 3\)/],
    ['a negative shape', { shape: '(-2, 3)' }, /header/],
    ['no rows', { shape: '(0, 3)', body: f8([]) }, /at least one row/],
    ['no columns', { shape: '(3, 0)', body: f8([]) }, /at least one row/],
    ['an absurd shape', { shape: '(99999999999999999999, 99999999)' }, /truncated/],
    ['values cut short', { body: f8([1, 2, 3, 4, 5]) }, /truncated: 40 bytes.*exactly 48/],
    ['half a value', { body: f8([1, 2, 3, 4, 5, 6]).subarray(0, 44) }, /truncated: 44 bytes/],
    ['trailing bytes', { body: Buffer.concat([f8([1, 2, 3, 4, 5, 6]), Buffer.of(0)]) }, /1 bytes follow/],
    ['a header that claims too much', { version: [2, 0], headerLength: 4_000_000_000 }, /claims 4000000000/],
    ['a header longer than the file', { headerLength: 9_000 }, /ends inside its header/],
    ['a header that is no dictionary', dictionary('hello'), /cannot be understood/],
    [
      'an entry too many',
      dictionary("{'descr':'<f8','fortran_order':False,'shape':(2,3),'x':'y'}"),
      /understood/,
    ],
    ['an entry too few', dictionary("{'descr': '<f8', 'shape': (2, 3)}"), /understood/],
    ['an entry twice', dictionary("{'descr':'<f8','descr':'<f4','shape':(2,3)}"), /understood/],
    [
      'code in the header',
      dictionary("{'descr': exit(), 'fortran_order': False, 'shape': (2, 3)}"),
      /understood/,
    ],
    ['NaN', { body: f8([1, 2, 3, 4, Number.NaN, 6]) }, /sample 1: the value in column 1 is not finite/],
    ['infinity', { body: f8([1, 2, Number.NEGATIVE_INFINITY, 4, 5, 6]) }, /sample 0: the value in column 2/],
    [
      'a single-precision infinity',
      { descr: "'<f4'", body: f4([1, 2, 3, 4, 5, Infinity]) },
      /sample 1.*column 2/,
    ],
  ];

  test.each(hostile)('%s', async (_name, parts, said) => {
    const error = await refusal(npyBytes(parts));
    expect(error.code).toBe('BAD_FILE');
    expect(error.message).toContain('P-1.npy');
    expect(error.message).toMatch(said);
    expect(error.message).toContain('Expected ');
  });

  test.each([0, 5, 9, 11, 64, 127])('a file of %i bytes', async (length) => {
    const error = await refusal(npyBytes({ version: [2, 0] }).subarray(0, length));
    expect(error.message).toContain('P-1.npy');
  });

  test('a missing file and a folder', async () => {
    await expect(readNpy(join(dir, 'no.npy'))).rejects.toThrow(/no\.npy: .*ENOENT/);
    await expect(readNpy(dir)).rejects.toThrow(/EISDIR/);
  });

  test('a file beyond the limit, without reading it', async () => {
    const path = join(dir, 'huge.npy');
    await writeFile(path, npyBytes());
    await truncate(path, 300 * 1024 * 1024);
    await expect(readNpy(path)).rejects.toThrow(/314572800 bytes.*at most 268435456/);
  });
});
