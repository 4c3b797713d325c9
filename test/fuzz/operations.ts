import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  type OperationTypeNode,
  parse,
  typeFromAST,
} from 'graphql';
import type { Draws } from './draws.ts';
import { realValue } from './real-values.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../schema/examples');

interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
}

/** An operation as the clients of the product send it. */
export interface RealOperation {
  readonly name: string;
  readonly kind: OperationTypeNode;
  readonly text: string;
  readonly document: DocumentNode;
  readonly variables: readonly Variable[];
}

/** All examples, by name. */
export function realOperations(schema: GraphQLSchema): RealOperation[] {
  const files = globSync('*.graphql', { cwd: EXAMPLES }).sort();
  return files.map((file) => {
    const text = readFileSync(resolve(EXAMPLES, file), 'utf8');
    const document = parse(text, { noLocation: true });
    const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${file} holds no operation`);
    const variables = (operation.variableDefinitions ?? []).map(({ variable, type }) => ({
      name: variable.name.value,
      type: typeFromAST(schema, type as never) as GraphQLInputType,
    }));
    return { name: operation.name?.value ?? file, kind: operation.operation, text, document, variables };
  });
}

/** Variables that the operation takes; a cursor is mostly left out. */
export function realVariables({ variables }: RealOperation, draws: Draws): Record<string, unknown> {
  const given = variables.filter(
    ({ name, type }) => isNonNullType(type) || (!/^(after|before)$/.test(name) && draws.chance(0.6)),
  );
  return Object.fromEntries(given.map(({ name, type }) => [name, realValue(type, name, draws)]));
}
