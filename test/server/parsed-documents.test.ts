import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { ParsedDocuments } from '../../src/server/operations/parsed-documents.ts';

const document = parse('{ id }');
const text = (n: number, length = 10) => String(n).padEnd(length, ' ');

it('the documents that were used last are kept, a thousand of them', () => {
  const kept = new ParsedDocuments();
  for (let n = 0; n < 1_000; n++) kept.set(text(n), document);
  expect(kept.get(text(0))).toBe(document);
  kept.set(text(1_000), document);
  expect(kept.get(text(0))).toBe(document);
  expect(kept.get(text(1))).toBeUndefined();
});

it('long ones leave no room for many: half a million characters together, one of more is not kept', () => {
  const kept = new ParsedDocuments();
  for (let n = 0; n < 100; n++) kept.set(text(n, 20_000), document);
  expect(kept.characters).toBeLessThanOrEqual(2 ** 19);
  expect(kept.get(text(99, 20_000))).toBe(document);
  expect(kept.get(text(50, 20_000))).toBeUndefined();
  kept.set(text(1, 2 ** 20), document);
  expect(kept.get(text(1, 2 ** 20))).toBeUndefined();
  kept.set(text(99, 20_000), document);
  expect(kept.characters).toBeLessThanOrEqual(2 ** 19);
});
