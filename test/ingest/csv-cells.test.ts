import { expect, test } from 'vitest';
import { BadCell, qualityCell, timeCell, valueCell } from '../../src/ingest/csv-cells.ts';

const UNSAID = { offset: null, epoch: null };
const noon = Date.UTC(2026, 2, 1, 12);

test.each([
  ['2026-03-01T12:00:00Z', UNSAID],
  ['2026-03-01 13:00:00+01:00', UNSAID],
  ['2026-03-01 12:00', { offset: 'Z', epoch: null }],
  ['2026-03-01T14:00:00.000', { offset: '+02:00', epoch: null }],
  ['1772366400', { offset: null, epoch: 's' as const }],
  ['1772366400000', { offset: null, epoch: 'ms' as const }],
])('%s under %j is noon', (text, rule) => {
  expect(timeCell(text, rule)).toBe(noon);
});

test('a day alone is its midnight', () => {
  expect(timeCell('2026-03-01', { offset: 'Z', epoch: null })).toBe(Date.UTC(2026, 2, 1));
});

test.each([
  ['2026-03-01 12:00:00', UNSAID, /2026-03-01T12:00:00Z where the time is UTC, or say --offset/],
  ['1772366400', UNSAID, /--epoch s or --epoch ms/],
  ['2026-02-30T00:00:00Z', UNSAID, /2026-03-01T12:00:00Z/],
  ['01.03.2026 12:00', UNSAID, /2026-03-01T12:00:00Z/],
  ['', UNSAID, /2026-03-01T12:00:00Z/],
  ['1e300', { offset: null, epoch: 's' as const }, /from 1900 to 9999/],
])('the time %j is refused with what to write', (text, rule, expected) => {
  expect(timeCell(text, rule)).toMatchObject({ expected: expect.stringMatching(expected) });
});

test('values are numbers with a point, or missing; qualities are three words', () => {
  expect(['1.5', '-2', '.5', '1e-3', '', 'NaN', 'N/A'].map(valueCell)).toEqual([
    1.5,
    -2,
    0.5,
    0.001,
    null,
    null,
    null,
  ]);
  for (const text of ['1,5', 'Infinity', '1e999', '0x10', 'abc'])
    expect(valueCell(text)).toBeInstanceOf(BadCell);
  expect(['', 'good', 'BAD'].map(qualityCell)).toEqual(['GOOD', 'GOOD', 'BAD']);
  expect(qualityCell('fine')).toMatchObject({ expected: 'GOOD, UNCERTAIN, BAD' });
});
