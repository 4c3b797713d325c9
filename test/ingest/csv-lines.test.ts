import { expect, test } from 'vitest';
import { byteLines } from '../../src/ingest/byte-lines.ts';
import { csvRecords } from '../../src/ingest/csv-lines.ts';

async function recordsOf(bytes: string | Buffer, size = 5) {
  const whole = Buffer.from(bytes as string);
  const chunks = async function* () {
    for (let from = 0; from < whole.length; from += size) yield whole.subarray(from, from + size);
  };
  const found = [];
  for await (const some of csvRecords(byteLines(chunks(), 1_000))) found.push(...some);
  return found;
}

test('records come with the line on which they begin; quoted fields go on over lines, empty lines are passed over', async () => {
  expect(await recordsOf('\uFEFFa,b\r\n\r\n"x\ny, ""z""",1\n2,3')).toEqual([
    { line: 1, fields: ['a', 'b'] },
    { line: 3, fields: ['x\ny, "z"', '1'] },
    { line: 5, fields: ['2', '3'] },
  ]);
});

test('a line that cannot be read is named, and the next ones are read', async () => {
  expect(await recordsOf('1,2"\n3,4\n')).toEqual([
    { line: 1, found: expect.stringContaining('double quote'), expected: expect.any(String) },
    { line: 2, fields: ['3', '4'] },
  ]);
  const invalid = Buffer.concat([Buffer.from('1,2\n'), Buffer.from([0xff, 10]), Buffer.from('3,4')]);
  expect(await recordsOf(invalid)).toMatchObject([
    { line: 1 },
    { found: 'the bytes are not UTF-8' },
    { line: 3 },
  ]);
});

test('a quote that is never closed is named once, at the end or after a hundred lines', async () => {
  expect(await recordsOf('1,"2\n3\n')).toEqual([
    { line: 1, found: 'a quoted field is never closed', expected: 'a closing double quote' },
  ]);
  const long = await recordsOf(`"open\n${'1,2\n'.repeat(150)}`);
  expect(long[0]).toMatchObject({ line: 1, found: 'a quoted field is never closed' });
  expect(long[1]).toEqual({ line: 101, fields: ['1', '2'] });
});
