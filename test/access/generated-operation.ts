import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { NodeType } from '../../schema/global-id.ts';

type Ids = Readonly<Record<NodeType, string>>;

/** Types of which `id` and `ids` are, where the name of the field does not say it. */
const OF_FIELD: Readonly<Record<string, NodeType>> = {
  archiveModelVersion: 'ModelVersion',
  cancelDetectionJob: 'DetectionJob',
  cancelTrainingJob: 'TrainingJob',
  cancelValidationJob: 'ValidationJob',
  compareModelVersions: 'ModelVersion',
  deleteModelVersion: 'ModelVersion',
  detectionJobEvents: 'DetectionJob',
  detectionRun: 'DetectionRun',
  modelValidations: 'ValidationJob',
  pinModelVersion: 'ModelVersion',
  node: 'Sensor',
  nodes: 'Sensor',
  restoreModelVersion: 'ModelVersion',
  retireEquipment: 'Equipment',
  retireSensor: 'Sensor',
  revokeApiToken: 'ApiToken',
  rotateApiToken: 'ApiToken',
  stopShadowRun: 'ShadowRun',
  trainingJobEvents: 'TrainingJob',
  trainingLogEvents: 'TrainingJob',
  unpinModelVersion: 'ModelVersion',
  updateEquipment: 'Equipment',
  updateSensor: 'Sensor',
  validationJobEvents: 'ValidationJob',
};
const OF_NAME: Readonly<Record<string, NodeType>> = {
  within: 'Equipment',
  parent: 'Equipment',
  input: 'Sensor',
  subject: 'Sensor',
  expectedAssignment: 'Assignment',
};

function idFor(field: string, name: string, ids: Ids): string {
  const noun = name.replace(/Ids?$/, '');
  const named = OF_NAME[noun] ?? `${noun.slice(0, 1).toUpperCase()}${noun.slice(1)}`;
  const type = Object.hasOwn(ids, named) ? (named as NodeType) : OF_FIELD[field];
  if (!type) throw new Error(`Nothing says of which type ${field}(${name}:) is`);
  return ids[type];
}

/** Names what nobody of a subtree sees. */
const OF_THE_PLANT = 'registryImportId';

const NONE = {} as Ids;

const SCALARS: Readonly<Record<string, unknown>> = {
  String: 'x',
  Int: 2,
  Float: 0.5,
  Boolean: false,
  DateTime: '2026-01-01T00:00:00Z',
  ReadingValue: 1,
};

const namesSomething = (type: GraphQLInputType): boolean => {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return named.name === 'ID';
  return Object.values(named.getFields()).some((field) => namesSomething(field.type));
};

function valueFor(field: string, name: string, type: GraphQLInputType, ids: Ids): unknown {
  if (isNonNullType(type)) return valueFor(field, name, type.ofType, ids);
  if (isListType(type)) return [valueFor(field, name, type.ofType, ids)];
  if (isEnumType(type)) return type.getValues()[0].name;
  if (!isInputObjectType(type)) return type.name === 'ID' ? idFor(field, name, ids) : SCALARS[type.name];
  const wanted = Object.values(type.getFields()).filter(
    (one) => isNonNullType(one.type) || (namesSomething(one.type) && one.name !== OF_THE_PLANT),
  );
  const chosen = type.isOneOf ? [...wanted, ...Object.values(type.getFields())].slice(0, 1) : wanted;
  return Object.fromEntries(chosen.map((one) => [one.name, valueFor(field, one.name, one.type, ids)]));
}

function selectionOf(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (isUnionType(named)) {
    const fails = named.getTypes().some((one) => one.getInterfaces().some(({ name }) => name === 'Error'));
    return fails ? '{ __typename ... on Error { code } }' : '{ __typename }';
  }
  if (isInterfaceType(named)) return '{ __typename }';
  if (!isObjectType(named)) return '';
  const { totalCount, nodes } = named.getFields();
  const node = nodes && getNamedType(nodes.type);
  const hasId = isObjectType(node) && 'id' in node.getFields();
  return totalCount ? `{ totalCount nodes { ${hasId ? 'id' : '__typename'} } }` : '{ __typename }';
}

export interface GeneratedOperation {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** It names something by an id. */
  readonly names: boolean;
}

/** A valid operation on a root field: what it requires, and every id that it may name where ids are given. */
export function operationOn(
  root: string,
  field: GraphQLField<unknown, unknown>,
  ids: Ids | undefined,
): GeneratedOperation {
  const args = field.args.filter(({ type }) => isNonNullType(type) || (ids && namesSomething(type)));
  const declared = args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = args.map(({ name }) => `${name}: $${name}`).join(', ');
  const document = `${root.toLowerCase()} Generated${declared && `(${declared})`} {
    ${field.name}${passed && `(${passed})`} ${selectionOf(field.type)} }`;
  const variables = Object.fromEntries(
    args.map(({ name, type }) => [name, valueFor(field.name, name, type, ids ?? NONE)]),
  );
  return { document, variables, names: args.some(({ type }) => namesSomething(type)) };
}
