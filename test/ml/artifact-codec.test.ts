import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CorruptArtifactError, InvalidInputError } from '../../src/errors.ts';
import { decodeArtifact, encodeArtifact } from '../../src/ml/artifact-codec.ts';

const header = fc.dictionary(
  fc.string(),
  fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(null)),
);
const columns = fc.dictionary(fc.string(), fc.float64Array({ maxLength: 12 }), { maxKeys: 4 });

describe('artifact codec', () => {
  test('what was encoded is decoded bit for bit', () => {
    fc.assert(
      fc.property(header, columns, (head, cols) => {
        const back = decodeArtifact('probe', encodeArtifact('probe', head, cols));
        expect({ ...back.header }).toEqual({ ...head });
        expect(Object.keys(back.columns).sort()).toEqual(Object.keys(cols).sort());
        for (const name of Object.keys(cols)) {
          expect(Array.from(back.columns[name])).toEqual(Array.from(cols[name]));
        }
      }),
    );
  });

  test('whole numbers of two bytes take two bytes each, and are read back', () => {
    const short = Uint16Array.of(0, 1, 65_535, 0x7fc0);
    const wide = encodeArtifact('probe', {}, { x: Float32Array.from(short) });
    const bytes = encodeArtifact('probe', {}, { x: short });
    expect(wide.length - bytes.length).toBe(8);
    expect([...decodeArtifact('probe', bytes).columns.x]).toEqual([...short]);
  });

  test('equal content gives equal bytes, whatever the order of its keys', () => {
    const one = encodeArtifact(
      'probe',
      { a: 1, b: { d: 2, c: 3 } },
      { x: Float64Array.of(1), y: Float64Array.of(NaN) },
    );
    const two = encodeArtifact(
      'probe',
      { b: { c: 3, d: 2 }, a: 1 },
      { y: Float64Array.of(0 / 0), x: Float64Array.of(1) },
    );
    expect(two).toEqual(one);
  });

  test('numbers are little-endian float64 at the end', () => {
    const bytes = encodeArtifact('probe', {}, { x: Float64Array.of(1) });
    expect(Array.from(bytes.subarray(-8))).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
  });

  test('bytes at an odd offset of a larger buffer are read', () => {
    const bytes = encodeArtifact('probe', {}, { x: Float64Array.of(1, -2.5) });
    const padded = new Uint8Array(bytes.length + 3);
    padded.set(bytes, 3);
    expect(Array.from(decodeArtifact('probe', padded.subarray(3)).columns.x)).toEqual([1, -2.5]);
  });

  test('every truncation, every changed byte and any appended one is refused', () => {
    const bytes = encodeArtifact('probe', { n: 3 }, { x: Float64Array.of(1, 2, 3) });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeArtifact('probe', bytes.subarray(0, length))).toThrow(CorruptArtifactError);
      const changed = Uint8Array.from(bytes);
      changed[length] ^= 0x10;
      expect(() => decodeArtifact('probe', changed)).toThrow(CorruptArtifactError);
    }
    expect(() => decodeArtifact('probe', Uint8Array.from([...bytes, 0]))).toThrow(CorruptArtifactError);
  });

  test('garbage and an artifact of another kind are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => decodeArtifact('probe', bytes)).toThrow(CorruptArtifactError);
      }),
    );
    expect(() => decodeArtifact('probe', encodeArtifact('other', {}, {}))).toThrow(/it is a other/);
  });

  test('a header number that JSON would silently turn into null is refused', () => {
    expect(() => encodeArtifact('probe', { deep: { z: Number.NaN } }, {})).toThrow(InvalidInputError);
  });
});
