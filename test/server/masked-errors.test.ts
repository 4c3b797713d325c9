import { buildSchema, GraphQLError, graphqlSync } from 'graphql';
import pino from 'pino';
import { expect, it } from 'vitest';
import { errorMask } from '../../src/server/operations/masked-errors.ts';

const schema = buildSchema('type Query { sum(of: Int!): Int! }');

function masked(source: string, sum: number, variableValues = {}) {
  const log: string[] = [];
  const mask = errorMask(pino({ level: 'error' }, { write: (line: string) => void log.push(line) }));
  const { errors = [] } = graphqlSync({ schema, source, rootValue: { sum }, variableValues });
  return { errors: errors.map(mask), log };
}

it('what graphql-js refuses of variables and arguments is the fault of the caller, with a code', () => {
  const ask = 'query ($of: Int = 1) { sum(of: $of) }';
  for (const { errors, log } of [masked(ask, 1, { of: 'x' }), masked(ask, 1, { of: null })]) {
    expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
    expect(log).toEqual([]);
  }
});

it('a request that names no operation is the fault of the caller, too', () => {
  const { errors } = masked('query A { sum(of: 1) } query B { sum(of: 1) }', 1);
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
});

it('an operation that the document does not have is refused with what would be right', () => {
  const mask = errorMask(pino({ level: 'silent' }));
  const extensions = { code: 'OPERATION_RESOLUTION_FAILURE' };
  const error = mask(new GraphQLError('Could not determine what operation to execute.', { extensions }));
  expect(error.extensions).toMatchObject({ ...extensions, remedy: expect.stringContaining('operationName') });
});

it('a value that its type cannot say is a fault of ours, logged and not told', () => {
  const { errors, log } = masked('{ sum(of: 1) }', 2 ** 31);
  expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  expect(errors[0].message).not.toContain('2147483648');
  expect(log).toEqual([expect.stringContaining('2147483648')]);
});

it('a message is not as long as what it quotes', () => {
  const { errors } = masked('query ($of: Int!) { sum(of: $of) }', 1, { of: 'x'.repeat(100_000) });
  expect(errors[0].message).toMatch(/^Variable "\$of" got invalid value "x{1900}/);
  expect(errors[0].message.length).toBeLessThan(2_100);
});
