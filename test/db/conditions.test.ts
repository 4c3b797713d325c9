import { raw } from '@mikro-orm/core';
import { expect, it } from 'vitest';
import { conditionsOf } from '../../src/db/conditions.ts';

const of = (where: object) => conditionsOf(where, (property) => `r.${property}`);

it('every form of a condition becomes SQL, its values in their order', () => {
  expect(of({ a: 1, b: null, c: { $in: ['x', 'y'] }, d: { $gte: 2, $lt: 5 }, e: { $ne: null } })).toEqual({
    text: '(r.a = ? and r.b is null and r.c in (?, ?) and r.d >= ? and r.d < ? and r.e is not null)',
    values: [1, 'x', 'y', 2, 5],
  });
  expect(of({ a: { $like: '/1/%', $ne: 'z' } })).toEqual({
    text: '(r.a like ? and r.a <> ?)',
    values: ['/1/%', 'z'],
  });
});

it('alternatives are kept together, however they are nested', () => {
  const where = { $and: [{ a: 1 }, { $or: [{ b: { $gt: 2 } }, { b: 2, c: { $lte: 3 } }] }, {}] };
  expect(of(where)).toEqual({
    text: '(r.a = ? and (r.b > ? or (r.b = ? and r.c <= ?)))',
    values: [1, 2, 2, 3],
  });
});

it('fragments of SQL stand where they are named', () => {
  const fragment = raw('r.id in (select x.id from x where x.n = ?)', [7]);
  expect(of({ a: 1, [fragment as never]: [] })).toEqual({
    text: '(r.a = ? and (r.id in (select x.id from x where x.n = ?)))',
    values: [1, 7],
  });
});

it('nothing asked is everything, one of none is nothing, and what is left undefined is not asked', () => {
  expect(of({})).toEqual({ text: '1 = 1', values: [] });
  expect(of({ a: { $in: [] } })).toEqual({ text: '1 = 0', values: [] });
  expect(of({ a: undefined, b: 1 })).toEqual({ text: 'r.b = ?', values: [1] });
});

it('what it does not know is refused', () => {
  expect(() => of({ a: { $fulltext: 'x' } })).toThrow('$fulltext');
});
