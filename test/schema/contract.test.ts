import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSchema } from '../../schema/index.ts';

const schema = buildSchema();
const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
const BUILT_IN = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);

interface Described {
  readonly path: string;
  readonly description?: string | null;
}

function membersOf(type: GraphQLNamedType): Described[] {
  if (isEnumType(type)) {
    return type.getValues().map(({ name, description }) => ({ path: `${type.name}.${name}`, description }));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map(({ name, description }) => ({
      path: `${type.name}.${name}`,
      description,
    }));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap(({ name, description, args }) => [
    { path: `${type.name}.${name}`, description },
    ...args.map((arg) => ({ path: `${type.name}.${name}(${arg.name})`, description: arg.description })),
  ]);
}

describe('the contract', () => {
  it('says what every type, field, argument and value means', () => {
    const parts = types
      .filter(({ name }) => !BUILT_IN.has(name))
      .flatMap((type): Described[] => [
        { path: type.name, description: type.description },
        ...membersOf(type),
      ]);
    expect(parts.length).toBeGreaterThan(300);
    expect(
      parts.filter(({ description }) => !description?.trim().endsWith('.') && !description?.endsWith(']')),
    ).toEqual([]);
  });

  it('answers every mutation with what was asked for or with a failure that has code, message and remedy', () => {
    const failure = schema.getType('Error');
    for (const { name, type } of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      const result = schema.getType(String(type).replace('!', ''));
      if (!isUnionType(result)) throw new Error(`${name} answers with no union`);
      const failures = result
        .getTypes()
        .filter((member) => member.getInterfaces().includes(failure as never))
        .map((member) => member.name);
      expect(failures).toEqual(
        expect.arrayContaining([
          'ConflictFailure',
          'DomainFailure',
          'InvalidInputFailure',
          'NotFoundFailure',
        ]),
      );
      expect(result.getTypes().length).toBe(failures.length + 1);
    }
  });

  it('takes exactly one input in every mutation', () => {
    for (const { args } of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      expect(args.map(({ name, type }) => [name, /Input!$/.test(String(type))])).toEqual([['input', true]]);
    }
  });

  it('has no scalar without a shape of its own', () => {
    const scalars = types.filter(
      (type) => type.astNode === undefined && 'serialize' in type && !isEnumType(type),
    );
    expect(
      scalars
        .map(({ name }) => name)
        .filter((name) => !BUILT_IN.has(name))
        .sort(),
    ).toEqual(['DateTime', 'ReadingValue']);
  });
});
