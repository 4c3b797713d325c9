import { complexityFromQuery } from '@pothos/plugin-complexity';
import {
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  type VariableDefinitionNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';

const MOST_KNOWN = 100;
/** Of variables as JSON: longer ones, such as a cursor that nobody gave out, are not worth their room. */
const LONGEST_KNOWN = 1_000;

/** An operation without the variables on which its cost does not depend, and what it costs by the values of the others. */
interface Priced {
  readonly document: DocumentNode;
  readonly definitions: readonly VariableDefinitionNode[];
  readonly known: Map<string, number>;
}

const priced = new WeakMap<OperationDefinitionNode, Priced>();

/** The variables of fields whose cost depends on their arguments, such as the length of a page. */
function priceVariables(schema: GraphQLSchema, document: DocumentNode): ReadonlySet<string> {
  const types = new TypeInfo(schema);
  const names = new Set<string>();
  const counted = visitWithTypeInfo(types, {
    Field(node) {
      if (typeof types.getFieldDef()?.extensions.complexity !== 'function') return;
      for (const argument of node.arguments ?? [])
        visit(argument, { Variable: ({ name }) => void names.add(name.value) });
    },
  });
  visit(document, counted);
  return names;
}

function pricedOf(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Priced {
  const names = priceVariables(schema, document);
  const definitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    names.has(variable.name.value),
  );
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  return {
    document: {
      kind: Kind.DOCUMENT,
      definitions: [{ ...operation, variableDefinitions: definitions }, ...fragments],
    },
    definitions,
    known: new Map(),
  };
}

/**
 * What a valid operation costs: the sum of the costs of its fields, lists multiplied by their length. Null where that
 * cannot be said, since no such operation is in the document or a variable is wrong; running it says what is.
 */
export function costOf({ schema, document, operationName, variableValues }: ExecutionArgs): number | null {
  const operation = getOperationAST(document, operationName);
  if (!operation) return null;
  const one = priced.get(operation) ?? pricedOf(schema, document, operation);
  priced.set(operation, one);
  const variables = Object.fromEntries(
    one.definitions.map(({ variable: { name } }) => [name.value, variableValues?.[name.value]]),
  );
  const key = JSON.stringify(variables);
  const known = one.known.get(key);
  if (known !== undefined) return known;
  // Pricing has no bound of its own: each of a million wrong items would be made an error with a stack.
  if (getVariableValues(schema, one.definitions, variables, { maxErrors: 1 }).errors) return null;
  try {
    const { complexity } = complexityFromQuery(one.document, { schema, variables });
    if (one.known.size >= MOST_KNOWN) one.known.clear();
    if (key.length <= LONGEST_KNOWN) one.known.set(key, complexity);
    return complexity;
  } catch {
    return null;
  }
}
