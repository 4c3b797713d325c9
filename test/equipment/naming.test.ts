import { expect, it } from 'vitest';
import { checkedOptionalReason, checkedReason } from '../../src/equipment/naming.ts';

const LONGEST = 2_000;

it('a reason is kept without the space around it', () => {
  expect(checkedReason('reason', '  the sensor\nwas replaced ')).toBe('the sensor\nwas replaced');
  const longest = 'x'.repeat(LONGEST);
  expect(checkedReason('reason', ` ${longest} `)).toBe(longest);
});

it.each([
  ['nothing', ''],
  ['space', ' \n'],
  ['too much', 'x'.repeat(LONGEST + 1)],
  ['NUL', 'a\0b'],
])('%s is no reason', (_, text) => {
  expect(() => checkedReason('why', text)).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT', details: { field: 'why' } }),
  );
});

it('a reason that need not be given is empty where it is not', () => {
  for (const nothing of ['', ' ', null, undefined]) expect(checkedOptionalReason('note', nothing)).toBe('');
  expect(checkedOptionalReason('note', ' planned ')).toBe('planned');
  expect(() => checkedOptionalReason('note', 'x'.repeat(LONGEST + 1))).toThrow('2001 characters');
});
