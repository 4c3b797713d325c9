import { type GraphQLEnumType, type GraphQLSchema, isEnumType } from 'graphql';
import { InvalidInputError } from '../src/errors.ts';

function parseNamed(type: GraphQLEnumType): void {
  const parse = type.parseValue.bind(type);
  const allowed = `one of ${type
    .getValues()
    .map(({ name }) => name)
    .join(', ')}`;
  type.parseValue = (value) => {
    if (typeof value === 'string' && type.getValue(value)) return parse(value);
    throw new InvalidInputError(type.name, JSON.stringify(value), allowed);
  };
}

/** A value in a variable that its enum does not know is refused as any other input: with a code, and what would be right. */
export function namingEnumValues(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isEnumType(type) && !type.name.startsWith('__')) parseNamed(type);
  }
  return schema;
}
