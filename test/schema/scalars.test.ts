import { GraphQLError, type GraphQLScalarType, parseValue } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSchema } from '../../schema/index.ts';

const schema = buildSchema({ cost: 1_000 });
const scalar = (name: string) => schema.getType(name) as GraphQLScalarType;

describe('DateTime', () => {
  const dateTime = scalar('DateTime');

  it.each([
    ['2026-03-01T12:00:00.250Z', Date.UTC(2026, 2, 1, 12, 0, 0, 250)],
    ['2026-03-01T12:00:00z', Date.UTC(2026, 2, 1, 12)],
    ['2026-03-01T12:00Z', Date.UTC(2026, 2, 1, 12)],
    ['2026-03-01T12:00:00+05:30', Date.UTC(2026, 2, 1, 6, 30)],
    ['2024-02-29T23:59:59.9-11:00', Date.UTC(2024, 2, 1, 10, 59, 59, 900)],
    ['1969-12-31T23:59:59.999Z', -1],
  ])('reads %s', (text, ms) => {
    expect(dateTime.parseValue(text)).toBe(ms);
    expect(dateTime.parseLiteral(parseValue(JSON.stringify(text)), {})).toBe(ms);
    expect(dateTime.parseValue(dateTime.serialize(ms))).toBe(ms);
  });

  it.each([
    '2026-03-01T12:00:00',
    '2026-03-01',
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T12:60:00Z',
    '2026-03-01T12:00:00.1234Z',
    '2026-03-01T12:00:00+24:00',
    '2026-03-01 12:00:00Z',
    'yesterday',
    '',
    1_772_366_400_000,
    null,
    {},
  ])('refuses %j and says what would be right', (value) => {
    expect(() => dateTime.parseValue(value)).toThrow(GraphQLError);
    expect(() => dateTime.parseValue(value)).toThrow(/is not an instant\. Write date, time and offset/);
  });

  it.each(['true', '5', '[1]', 'YESTERDAY'])('says which literal of a document it refuses: %s', (text) => {
    expect(() => dateTime.parseLiteral(parseValue(text), {})).toThrow(`${text} is not an instant`);
  });
});

describe('ReadingValue', () => {
  const readingValue = scalar('ReadingValue');

  it.each([0, -1.5, 1e300, Number.POSITIVE_INFINITY, Number.NaN])('lets %d through', (value) => {
    expect(readingValue.parseValue(value)).toBe(value);
  });

  it('reads literals, the ones too large for a double included', () => {
    expect(['1', '-2.5', '1e999'].map((text) => readingValue.parseLiteral(parseValue(text), {}))).toEqual([
      1,
      -2.5,
      Infinity,
    ]);
  });

  it('says which literal of a document it refuses', () => {
    expect(() => readingValue.parseLiteral(parseValue('"1"'), {})).toThrow('"1" is not a number');
  });

  it.each(['1', true, {}, []])('refuses %j', (value) => {
    expect(() => readingValue.parseValue(value)).toThrow(/is not a number/);
  });
});
