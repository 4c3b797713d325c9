import { GraphQLInt, GraphQLList, GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import { expect, it } from 'vitest';
import { costOf } from '../../src/server/operations/operation-cost.ts';

/** A list whose cost is worked out, and how often it was. */
function pricedSchema() {
  const priced = { times: 0 };
  const complexity = ({ first }: { first: number }) => {
    priced.times++;
    return { field: 1, multiplier: first };
  };
  const item = new GraphQLObjectType({ name: 'Item', fields: { id: { type: GraphQLInt } } });
  const items = {
    type: new GraphQLList(item),
    args: { first: { type: GraphQLInt }, after: { type: GraphQLString } },
    extensions: { complexity },
  };
  return {
    priced,
    schema: new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { items } }) }),
  };
}

const document = parse('query($first: Int, $after: String) { items(first: $first, after: $after) { id } }');

it('what an operation costs is worked out once for the same variables', () => {
  const { priced, schema } = pricedSchema();
  for (let i = 0; i < 3; i++)
    expect(costOf({ schema, document, variableValues: { first: 7, after: 'x' } })).toBe(8);
  expect(priced.times).toBe(1);
});

it('of long variables it is not kept: they would take more room than it is worth', () => {
  const { priced, schema } = pricedSchema();
  const variableValues = { first: 7, after: 'x'.repeat(100_000) };
  for (let i = 0; i < 2; i++) expect(costOf({ schema, document, variableValues })).toBe(8);
  expect(priced.times).toBe(2);
});

it('looks no further at a variable that is wrong: every fault would cost an error with its stack', () => {
  const { schema } = pricedSchema();
  const document = parse('query($pages: [Int!]) { items(first: $pages) { id } }');
  let seen = 0;
  const pages = {
    *[Symbol.iterator]() {
      for (; seen < 10_000; seen++) yield {};
    },
  };
  expect(costOf({ schema, document, variableValues: { pages } })).toBeNull();
  expect(seen).toBeLessThan(10);
});
