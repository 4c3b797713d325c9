import { type GraphQLObjectType, getNamedType, isInputObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSchema } from '../../schema/index.ts';
import { operationOn } from '../access/generated-operation.ts';
import { type SeededPlant, seedPlant } from '../access/two-plants.ts';
import { openGraph, type TestGraph } from './graph.ts';

const mutations = (buildSchema().getMutationType() as GraphQLObjectType<unknown, unknown>).getFields();

/** Every mutation that takes a text of why, and the name of it. */
const TOLD_WHY = Object.values(mutations).flatMap((field) => {
  const input = field.args.map(({ type }) => getNamedType(type)).find(isInputObjectType);
  const names = Object.keys(input?.getFields() ?? {});
  return names.filter((name) => /^(reason|note|comment)$/.test(name)).map((name) => [field.name, name]);
});

describe('a text of why', () => {
  let graph: TestGraph;
  let plant: SeededPlant;
  beforeAll(async () => {
    graph = await openGraph();
    plant = await seedPlant(graph.services.db, 'P', 'nobody');
  });
  afterAll(() => graph.close());

  it('is taken by these', () => {
    expect(TOLD_WHY.map(([mutation]) => mutation).sort()).toEqual([
      'labelAnomaly',
      'pinModelVersion',
      'promoteDespiteGate',
      'promoteModelVersion',
      'rollbackModel',
      'rollbackModelVersion',
    ]);
  });

  it.each(TOLD_WHY)('is refused by %s where it is too long', async (mutation, name) => {
    const { document, variables } = operationOn('Mutation', mutations[mutation], plant.ids);
    const input = { ...(variables.input as object), [name]: 'x'.repeat(2_001) };
    const named = document.replace('... on Error { code }', '... on Error { code message remedy }');
    const { data } = await graph.run(named, { input });
    expect(data[mutation]).toEqual({
      __typename: 'InvalidInputFailure',
      code: 'INVALID_INPUT',
      message: `${name} is 2001 characters long`,
      remedy: `${name} must be 1 to 2000 characters.`,
    });
  });
});
