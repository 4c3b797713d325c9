import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteLines } from '../../src/ingest/byte-lines.ts';

async function* inChunks(bytes: Buffer, sizes: readonly number[]) {
  let from = 0;
  for (let k = 0; from < bytes.length; k++) {
    const size = sizes[k % sizes.length];
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

async function linesOf(text: string, sizes: readonly number[], mostBytes = 1_000): Promise<string[]> {
  const found: string[] = [];
  for await (const some of byteLines(inChunks(Buffer.from(text), sizes), mostBytes)) {
    for (const { number, bytes } of some) {
      found.push(Buffer.from(bytes).toString());
      expect(number).toBe(found.length);
    }
  }
  return found;
}

test('lines are the same however the bytes are cut, and the last need not be ended', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'ä', '"', ' ') });
  const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.constantFrom('\n', '\r\n'), sizes, async (lines, end, cuts) => {
      const text = lines.map((one) => one + end).join('');
      expect(await linesOf(text, cuts)).toEqual(lines);
      expect(await linesOf(`${text}last`, cuts)).toEqual([...lines, 'last']);
    }),
    { seed: 7, numRuns: 50 },
  );
});

test('a line that does not end is refused by its number, after the lines before it', async () => {
  await expect(linesOf(`one\n${'x'.repeat(50)}`, [9], 20)).rejects.toThrow('Line 2 has more than 20 bytes');
  await expect(linesOf(`one\n${'x'.repeat(50)}\n`, [500], 20)).rejects.toMatchObject({
    code: 'LINE_TOO_LONG',
    details: { line: 2 },
  });
});
