import {
  type ArgumentNode,
  type ASTNode,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  OperationTypeNode,
  parse,
  parseValue,
  print,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { Draws } from './draws.ts';

/** The parts of a document that are put elsewhere or into others. The lists of a parsed tree may be changed in place. */
interface Parts {
  readonly fields: FieldNode[];
  readonly sets: SelectionSetNode[];
  readonly given: ArgumentNode[];
  readonly values: ValueNode[];
}
type Changeable<T> = { -readonly [key in keyof T]: T[key] };
type Wound = (document: DocumentNode, parts: Parts, other: Parts, draws: Draws) => void;

const LITERALS = [
  'null',
  '-1',
  '0',
  '99999999999999999999',
  '1e999',
  '-0',
  '""',
  '"\\u0000"',
  '"""block"""',
  'WRONG_VALUE',
  '[]',
  '[[[1]]]',
  '{}',
  '{a: {a: {a: 1}}}',
  '$nowhere',
  'true',
  '"2026-01-01T00:00:00Z"',
].map((text) => parseValue(text, { noLocation: true }));

const DIRECTIVES = [
  '@skip(if: true)',
  '@include(if: false)',
  '@skip(if: "yes")',
  '@defer',
  '@stream(initialCount: -1)',
  '@oneOf',
  '@deprecated(reason: 1)',
  '@nothing',
];
const FIELDS = [
  '__typename',
  '__schema { types { name fields { name type { name ofType { name } } } } }',
  '__type(name: "Query") { fields(includeDeprecated: true) { args { defaultValue } } }',
  'sensors(first: 1000000) { nodes { id } }',
  'sensors(first: -1) { totalCount }',
  'node(id: "") { id }',
  'nodes(ids: []) { id }',
  'a: equipment(first: 1) { nodes { children(first: 1) { nodes { children(first: 1) { nodes { id } } } } } }',
  'value',
  'id',
];

const selectionsOf = (text: string): SelectionNode[] => {
  const [operation] = parse(text, { noLocation: true }).definitions;
  return 'selectionSet' in operation ? [...(operation.selectionSet?.selections ?? [])] : [];
};

const listIn = <T>(node: object, key: string): T[] => {
  const holder = node as Record<string, T[] | undefined>;
  const list = [...(holder[key] ?? [])];
  holder[key] = list;
  return list;
};
const add = (set: SelectionSetNode, selections: readonly SelectionNode[]) =>
  listIn<SelectionNode>(set, 'selections').push(...selections);
const define = (document: DocumentNode, definitions: readonly DefinitionNode[]) =>
  listIn<DefinitionNode>(document, 'definitions').push(...definitions);

function partsOf(document: DocumentNode): Parts {
  const parts: Parts = { fields: [], sets: [], given: [], values: [] };
  gather(document, parts);
  return parts;
}

/** `visit` looks at the keys of a kind alone, and takes three times as long. */
function gather(tree: ASTNode, parts: Parts): void {
  if (tree.kind === Kind.FIELD) parts.fields.push(tree);
  else if (tree.kind === Kind.SELECTION_SET) parts.sets.push(tree);
  else if (tree.kind === Kind.ARGUMENT) {
    parts.given.push(tree);
    parts.values.push(tree.value);
  }
  for (const part of Object.values(tree)) {
    if (Array.isArray(part)) for (const one of part) gather(one, parts);
    else if (typeof part === 'object' && part !== null) gather(part as ASTNode, parts);
  }
}

const WOUNDS: readonly Wound[] = [
  (_, { fields }, other, draws) => {
    const field = draws.pick(fields) as Changeable<FieldNode>;
    field.name = draws.pick(other.fields).name;
  },
  (_, { fields }, other, draws) => {
    (draws.pick(fields) as Changeable<FieldNode>).selectionSet = draws.pick(other.sets);
  },
  (_, { fields }, __, draws) => {
    (draws.pick(fields) as Changeable<FieldNode>).selectionSet = undefined;
  },
  (_, { sets }, other, draws) => void add(draws.pick(sets), [draws.pick(other.fields)]),
  (_, { sets }, __, draws) => void add(draws.pick(sets), selectionsOf(`{ ${draws.pick(FIELDS)} }`)),
  (_, { sets }, __, draws) => {
    const list = listIn<SelectionNode>(draws.pick(sets), 'selections');
    if (list.length > 1) list.splice(draws.below(list.length), 1);
  },
  (_, { sets }, __, draws) => {
    const set = draws.pick(sets);
    const many = draws.pick([2, 40, 700]);
    add(set, selectionsOf(`{ ${Array.from({ length: many }, (_each, k) => `a${k}: id`).join(' ')} }`));
  },
  (_, { fields }, __, draws) => {
    const alias = { kind: Kind.NAME, value: draws.pick(['same', '__proto__', 'constructor', 'id']) } as const;
    for (const field of fields) if (draws.chance(0.3)) (field as Changeable<FieldNode>).alias = alias;
  },
  (_, { given }, __, draws) => {
    if (given.length > 0) (draws.pick(given) as Changeable<ArgumentNode>).value = draws.pick(LITERALS);
  },
  (_, { given }, other, draws) => {
    if (given.length === 0 || other.values.length === 0) return;
    (draws.pick(given) as Changeable<ArgumentNode>).value = draws.pick(other.values);
  },
  (_, { fields }, other, draws) => {
    if (other.given.length > 0)
      listIn<ArgumentNode>(draws.pick(fields), 'arguments').push(draws.pick(other.given));
  },
  (_, { fields }, __, draws) => {
    const field = draws.pick(fields) as Changeable<FieldNode>;
    field.arguments = field.arguments?.slice(1);
  },
  (_, { fields }, __, draws) => {
    const text = Array.from({ length: draws.pick([1, 2, 80]) }, () => draws.pick(DIRECTIVES)).join(' ');
    const [field] = selectionsOf(`{ f ${text} }`);
    listIn<ConstDirectiveNode>(draws.pick(fields), 'directives').push(
      ...((field as FieldNode).directives as never[]),
    );
  },
  (document, { sets }, __, draws) => {
    const set = draws.pick(sets) as Changeable<SelectionSetNode>;
    const levels = draws.pick([1, 11, 60]);
    const [wrapped] = selectionsOf(`{ ${'... { '.repeat(levels)} __typename ${'}'.repeat(levels)} }`);
    add(set, [wrapped]);
    if (draws.chance(0.3)) define(document, document.definitions);
  },
  (document, { sets }, __, draws) => {
    const type = draws.pick(['Query', 'Sensor', 'Nothing', 'Error']);
    const cycle = draws.pick([
      `fragment A on ${type} { ...A }`,
      `fragment A on ${type} { ...B } fragment B on ${type} { id ...C } fragment C on ${type} { ...A }`,
      `fragment A on ${type} { id } fragment A on ${type} { id }`,
      '',
    ]);
    add(draws.pick(sets), selectionsOf('{ ...A }'));
    if (cycle) define(document, parse(cycle, { noLocation: true }).definitions);
  },
  (document, _, __, draws) => {
    const kinds = Object.values(OperationTypeNode);
    for (const definition of document.definitions)
      if ('operation' in definition) Object.assign(definition, { operation: draws.pick(kinds) });
  },
  (document, _, __, draws) => {
    const types = ['ID', 'Int!', '[String!]!', 'DateTime', 'Sensor', 'Nothing', 'SensorFilter', '[[Int]]'];
    for (const definition of document.definitions)
      for (const variable of 'variableDefinitions' in definition
        ? (definition.variableDefinitions ?? [])
        : [])
        if (draws.chance(0.5))
          Object.assign(variable, {
            type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: draws.pick(types) } },
          });
  },
  (document, _, __, draws) => {
    const more = draws.pick([
      'query Other { __typename }',
      'mutation { __typename }',
      'subscription { a: anomalyEvents { __typename } b: jobEvents { __typename } }',
      'type Query { hello: String }',
      'schema { query: Query }',
      'extend type Query { hello: String }',
    ]);
    define(document, parse(more, { noLocation: true }).definitions);
  },
];

/** As `structuredClone`, which takes ten times as long for a tree. */
function copied<T>(tree: T): T {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map(copied) as T;
  const copy = { ...tree };
  for (const key in copy) copy[key] = copied(copy[key]);
  return copy;
}

/** The text of a document with one to three of its parts changed, doubled or put elsewhere. */
export function brokenDocument(document: DocumentNode, draws: Draws, other: DocumentNode): string {
  const broken = copied(document);
  // Parts of the other are taken from a copy of their own: put into each other, they would have no end.
  for (let left = draws.between(1, 3); left > 0; left--)
    draws.pick(WOUNDS)(broken, partsOf(broken), partsOf(copied(other)), draws);
  return print(broken);
}
