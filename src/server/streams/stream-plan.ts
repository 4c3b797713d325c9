import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionSetNode,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import type { Delivery } from '../../../schema/stream.ts';

/** Where a stream with cursors begins. */
const POSITION = 'after';

/** What can be said of a subscription's document once, whoever sends it with whatever variables. */
export interface StreamPlan {
  /** The operation; its default values of variables count. */
  readonly operation: OperationDefinitionNode;
  /** Undefined for a field that says nothing of it: neither shared nor resumed. */
  readonly delivery: Delivery | undefined;
  /** The document without the place where it begins. */
  readonly document: DocumentNode;
  /** The document as text, and the names of the variables that it uses. */
  readonly text: string;
  readonly variables: readonly string[];
  /** The cursor that the document asks to begin after, if any. */
  after(variables: Readonly<Record<string, unknown>>): unknown;
  /** The document that begins after a cursor, or now. */
  from(after: unknown): DocumentNode;
}

/** The one field of a subscription, through fragments; validation has made sure that there is one. */
function fieldOf(document: DocumentNode, set: SelectionSetNode): FieldNode | undefined {
  const [selection] = set.selections;
  if (selection?.kind === Kind.FIELD) return selection;
  if (selection?.kind === Kind.INLINE_FRAGMENT) return fieldOf(document, selection.selectionSet);
  const fragment = document.definitions.find(
    (definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection?.name.value,
  );
  return fragment?.kind === Kind.FRAGMENT_DEFINITION ? fieldOf(document, fragment.selectionSet) : undefined;
}

function startingAfter(document: DocumentNode, field: FieldNode, after: unknown): DocumentNode {
  const others = (field.arguments ?? []).filter(({ name }) => name.value !== POSITION);
  const position = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: POSITION },
    value: { kind: Kind.STRING, value: String(after) },
  } as const;
  const begun = { ...field, arguments: after == null ? others : [...others, position] };
  return visit(document, { Field: (node) => (node === field ? begun : undefined) });
}

function variablesUsed(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void names.add(name.value),
  });
  return [...names].sort();
}

function plan(schema: GraphQLSchema, document: DocumentNode, operationName: string | null | undefined) {
  const operation = getOperationAST(document, operationName);
  const field = operation && fieldOf(document, operation.selectionSet);
  if (!operation || !field) return undefined;
  const definition = schema.getSubscriptionType()?.getFields()[field.name.value];
  const delivery = definition?.extensions.delivery as Delivery | undefined;
  if (delivery !== 'RESUMABLE') {
    return { operation, delivery, document, ...described(document), after: () => null, from: () => document };
  }
  const bare = startingAfter(document, field, null);
  const given = field.arguments?.find(({ name }) => name.value === POSITION)?.value;
  return {
    operation,
    delivery,
    document: bare,
    ...described(bare),
    after: (variables: Readonly<Record<string, unknown>>) =>
      given ? valueFromASTUntyped(given, variables) : null,
    from: (after: unknown) => (after == null ? bare : startingAfter(document, field, after)),
  };
}

const described = (document: DocumentNode) => ({ text: print(document), variables: variablesUsed(document) });

const plans = new WeakMap<DocumentNode, Map<string, StreamPlan | undefined>>();

/** The plan of a valid document's operation; undefined when there is no such operation. */
export function planOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): StreamPlan | undefined {
  const known = plans.get(document) ?? new Map<string, StreamPlan | undefined>();
  plans.set(document, known);
  const name = operationName ?? '';
  if (!known.has(name)) known.set(name, plan(schema, document, operationName));
  return known.get(name);
}
