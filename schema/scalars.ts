import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { builder } from './builder.ts';

const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

const badInput = (message: string, remedy: string, node?: ValueNode): GraphQLError =>
  new GraphQLError(`${message}. ${remedy}`, { nodes: node, extensions: { code: 'INVALID_INPUT', remedy } });

function parseInstant(value: unknown, node?: ValueNode): number {
  const shown = JSON.stringify(value)?.slice(0, 80);
  if (typeof value === 'string') {
    const [, year, month, day, hour] = INSTANT.exec(value) ?? [];
    const daysInMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
    const ms = Date.parse(value.toUpperCase());
    if (day && Number(day) <= daysInMonth && Number(hour) < 24 && !Number.isNaN(ms)) return ms;
  }
  throw badInput(
    `${shown} is not an instant`,
    'Write date, time and offset as in 2026-03-01T12:00:00.250Z, with at most milliseconds',
    node,
  );
}

builder.scalarType('DateTime', {
  description:
    'An instant to the millisecond as ISO 8601 text with an offset, such as 2026-03-01T12:00:00.250Z. Answers are in UTC.',
  serialize: (ms) => new Date(ms as number).toISOString(),
  parseValue: (value) => parseInstant(value),
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : undefined, node),
});

function parseReadingValue(value: unknown, node?: ValueNode): number {
  if (typeof value === 'number') return value;
  const shown = JSON.stringify(value)?.slice(0, 80);
  throw badInput(`${shown} is not a number`, 'Send a number, or null where the value is missing', node);
}

builder.scalarType('ReadingValue', {
  description:
    'A measured number in the unit of its sensor. One too large for a double, such as 1e999, is let through here so that ' +
    '`recordReadings` can refuse that reading alone (NON_FINITE_VALUE).',
  serialize: (value) => value,
  parseValue: (value) => parseReadingValue(value),
  parseLiteral: (node) =>
    parseReadingValue(
      node.kind === Kind.INT || node.kind === Kind.FLOAT ? Number(node.value) : undefined,
      node,
    ),
});
