import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCsv } from '../../src/ingest/csv.ts';
import { parseCsvRecords } from '../../src/ingest/csv-records.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'telltale-csv-'));
});
afterAll(() => rm(dir, { recursive: true }));

const written = async (bytes: string | Buffer): Promise<string> => {
  const path = join(dir, 'table.csv');
  await writeFile(path, bytes);
  return path;
};

test('quoted fields may hold commas, line ends and doubled quotes', () => {
  const text = 'a,"b,1","c ""x"""\r\n"two\nlines",,""\n';
  expect(parseCsvRecords('t.csv', text)).toEqual([
    ['a', 'b,1', 'c "x"'],
    ['two\nlines', '', ''],
  ]);
});

test('the last line end may be missing and a byte order mark is not part of the first field', () => {
  expect(parseCsvRecords('t.csv', '\uFEFFa,b\n1,')).toEqual([
    ['a', 'b'],
    ['1', ''],
  ]);
});

test('whatever fields are written quoted are read back', () => {
  const table = fc.array(
    fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ') }), { minLength: 1 }),
    {
      minLength: 1,
    },
  );
  const quote = (field: string): string => `"${field.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(table, fc.constantFrom('\n', '\r\n'), (records, end) => {
      const text = records.map((record) => record.map(quote).join(',') + end).join('');
      expect(parseCsvRecords('t.csv', text)).toEqual(records);
    }),
  );
});

test.each([
  ['a,b\n"1,2\n', /t\.csv, row 2: .*never closed/],
  ['a,b\n"1"x,2\n', /row 2: text follows/],
  ['a,b\n"1"\r2\n', /row 2: text follows/],
  ['a,b\n1,2\n3"4,5\n', /row 3: a double quote stands inside/],
])('broken quoting %j is refused with its row', (text, said) => {
  expect(() => parseCsvRecords('t.csv', text)).toThrow(said);
});

test('rows are found by column name, trimmed, counted from the header as row 1', async () => {
  const path = await written('b, a ,more\n 1,2 ,x\n\n"3",4,y\n');
  expect(await readCsv(path, ['a', 'b'])).toEqual([
    { row: 2, fields: { b: '1', a: '2', more: 'x' } },
    { row: 4, fields: { b: '3', a: '4', more: 'y' } },
  ]);
});

test.each([
  ['', /row 1: there is no column a, b/],
  ['a,c\n1,2\n', /row 1: there is no column b/],
  ['a,b,a\n1,2,3\n', /row 1: a column name stands twice/],
  ['a,b\n1,2\n1\n', /row 3: 1 fields. Expected 2 fields/],
  ['a,b\n1,2,3\n', /row 2: 3 fields. Expected 2 fields/],
])('the table %j is refused', async (text, said) => {
  await expect(readCsv(await written(text), ['a', 'b'])).rejects.toThrow(said);
});

test('bytes that are no text, a missing file and a huge one are refused by name', async () => {
  await expect(readCsv(await written(Buffer.of(97, 0xff, 98)), ['a'])).rejects.toThrow(
    /table\.csv: .*not UTF-8/,
  );
  await expect(readCsv(join(dir, 'no.csv'), ['a'])).rejects.toThrow(/no\.csv: .*ENOENT/);
  await expect(readCsv(await written(Buffer.alloc(8 * 1024 * 1024 + 1, 97)), ['a'])).rejects.toThrow(
    /at most 8388608/,
  );
});
