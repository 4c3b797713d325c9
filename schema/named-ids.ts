import {
  type GraphQLInputType,
  type GraphQLResolveInfo,
  getArgumentValues,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { decodeId, type NodeType } from './global-id.ts';

/** A thing that a request names. */
export interface NamedId {
  readonly type: NodeType;
  readonly id: number;
}

function idsIn(type: GraphQLInputType, value: unknown): string[] {
  if (value == null) return [];
  if (isNonNullType(type)) return idsIn(type.ofType, value);
  if (isListType(type)) return (value as unknown[]).flatMap((item) => idsIn(type.ofType, item));
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    return fields.flatMap((field) => idsIn(field.type, (value as Record<string, unknown>)[field.name]));
  }
  return type.name === 'ID' ? [String(value)] : [];
}

/** Everything that the arguments of a field name by a global id, wherever in them it stands, in order. */
export function namedIds(info: GraphQLResolveInfo): NamedId[] {
  const field = info.parentType.getFields()[info.fieldName];
  if (field.args.length === 0) return [];
  const args = getArgumentValues(field, info.fieldNodes[0], info.variableValues);
  const texts = field.args.flatMap(({ name, type }) => idsIn(type, args[name]));
  return texts.flatMap((text) => decodeId(text) ?? []);
}
