import {
  type ExecutionArgs,
  GraphQLError,
  type GraphQLInputType,
  getNamedType,
  getOperationAST,
  isInputObjectType,
  isListType,
  isNonNullType,
  typeFromAST,
} from 'graphql';

/** More in one object are more than slips of the pen. */
const MOST_UNKNOWN = 3;
const LONGEST_NAME = 40;

interface Found {
  readonly type: string;
  readonly unknown: readonly string[];
}

function foundIn(value: unknown, type: GraphQLInputType): Found | undefined {
  if (isNonNullType(type)) return foundIn(value, type.ofType);
  if (isListType(type)) return foundInAny(value, type.ofType);
  if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return undefined;
  const fields = type.getFields();
  const unknown: string[] = [];
  for (const [name, inner] of Object.entries(value)) {
    const found = Object.hasOwn(fields, name) ? foundIn(inner, fields[name].type) : undefined;
    if (found) return found;
    if (!Object.hasOwn(fields, name)) unknown.push(name);
  }
  return unknown.length > MOST_UNKNOWN ? { type: type.name, unknown } : undefined;
}

function foundInAny(list: unknown, type: GraphQLInputType): Found | undefined {
  // A long list of numbers or times has no fields to look for.
  if (!isInputObjectType(getNamedType(type))) return undefined;
  if (!Array.isArray(list)) return foundIn(list, type);
  for (const item of list) {
    const found = foundIn(item, type);
    if (found) return found;
  }
  return undefined;
}

/**
 * Refuses a variable with many fields that its type does not define, in one sentence. Otherwise each of them would be an
 * error that quotes the whole object: an answer that is fifty times as long as what was sent.
 */
export function unknownFields({
  schema,
  document,
  operationName,
  variableValues,
}: ExecutionArgs): GraphQLError[] {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  return definitions.flatMap(({ variable, type }) => {
    const name = variable.name.value;
    const given = typeFromAST(schema, type) as GraphQLInputType | undefined;
    const found = given && foundIn(variableValues?.[name], given);
    return found ? [refused(name, found)] : [];
  });
}

function refused(variable: string, { type, unknown }: Found): GraphQLError {
  const some = unknown.slice(0, MOST_UNKNOWN).map((name) => JSON.stringify(name.slice(0, LONGEST_NAME)));
  const remedy = `Leave out what ${type} does not have.`;
  return new GraphQLError(
    `Variable "$${variable}" has ${unknown.length} fields that ${type} does not define: ${some.join(', ')}, …`,
    { extensions: { code: 'INVALID_INPUT', remedy } },
  );
}
