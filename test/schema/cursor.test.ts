import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../schema/cursor.ts';
import { decodeId, encodeId, NODE_TYPES } from '../../schema/global-id.ts';

const order = { name: 'thing.name', keys: [['name', 'asc'] as const, ['id', 'asc'] as const] };

describe('a cursor', () => {
  it('gives back the place that it was made of', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.integer(), (name, id) => {
        fc.pre(JSON.stringify(name).length < 600);
        expect(decodeCursor(order, encodeCursor(order, [name, id]))).toEqual([name, id]);
      }),
    );
  });

  it('is refused after any change of one character', () => {
    const cursor = encodeCursor(order, ['PUMP-1', 7]);
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.constantFrom(...'Aa0_-=.'), (at, character) => {
        fc.pre(cursor[at] !== character);
        const changed = cursor.slice(0, at) + character + cursor.slice(at + 1);
        expect(() => decodeCursor(order, changed)).toThrow(expect.objectContaining({ code: 'BAD_CURSOR' }));
      }),
    );
  });

  it.each([
    '',
    'x',
    'MQ',
    'bnVsbA==',
    '"',
    Buffer.from('1["thing.name","A",1]').toString('base64url'),
    'x'.repeat(9999),
  ])('is refused when nobody made it: %s', (cursor) => {
    expect(() => decodeCursor(order, cursor)).toThrow(expect.objectContaining({ code: 'BAD_CURSOR' }));
  });

  it('is refused by another list', () => {
    const cursor = encodeCursor({ ...order, name: 'other.name' }, ['A', 1]);
    expect(() => decodeCursor(order, cursor)).toThrow(/another list/);
  });
});

describe('a global id', () => {
  it('gives back type and number', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NODE_TYPES), fc.integer({ min: 1, max: 2_147_483_647 }), (type, id) => {
        expect(decodeId(encodeId(type, id))).toEqual({ type, id });
      }),
    );
  });

  it.each([
    '',
    '1',
    'Sensor:1',
    encodeId('Sensor', 0),
    encodeId('Sensor', -1),
    encodeId('Sensor', '01'),
    encodeId('Sensor', 2 ** 31),
    encodeId('Robot', 1),
    encodeId('Sensor', 'x'),
    `${encodeId('Sensor', 1)}=`,
  ])('is refused when nobody made it: %s', (id) => {
    expect(decodeId(id)).toBeNull();
  });
});
