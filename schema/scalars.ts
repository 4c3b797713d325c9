import { GraphQLError, Kind, print, type ValueNode } from 'graphql';
import { INSTANT_FORM, parseInstant } from '../src/readings/instant.ts';
import { builder } from './builder.ts';

const badInput = (message: string, remedy: string, node?: ValueNode): GraphQLError =>
  new GraphQLError(`${message}. ${remedy}`, { nodes: node, extensions: { code: 'INVALID_INPUT', remedy } });

/** A value of a variable, or what stands in its place in the document. */
const shown = (value: unknown, node?: ValueNode): string =>
  (node ? print(node) : String(JSON.stringify(value))).slice(0, 80);

function instantOf(value: unknown, node?: ValueNode): number {
  const ms = typeof value === 'string' ? parseInstant(value) : undefined;
  if (ms !== undefined) return ms;
  throw badInput(`${shown(value, node)} is not an instant`, `Write ${INSTANT_FORM}`, node);
}

builder.scalarType('DateTime', {
  description:
    'An instant to the millisecond as ISO 8601 text with an offset, such as 2026-03-01T12:00:00.250Z. Answers are in UTC.',
  serialize: (ms) => new Date(ms as number).toISOString(),
  parseValue: (value) => instantOf(value),
  parseLiteral: (node) => instantOf(node.kind === Kind.STRING ? node.value : undefined, node),
});

function parseReadingValue(value: unknown, node?: ValueNode): number {
  if (typeof value === 'number') return value;
  throw badInput(
    `${shown(value, node)} is not a number`,
    'Send a number, or null where the value is missing',
    node,
  );
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
