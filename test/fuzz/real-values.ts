import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import { encodeId, NODE_TYPES, type NodeType } from '../../schema/global-id.ts';
import { PERIOD_MS, START_MS } from '../schema/fixture.ts';
import type { Draws } from './draws.ts';

const DEEPEST = 6;
const TEXTS = ['bearing', 'S-1', 'mm/s', 'Пример', '', 'a'.repeat(60), 'velocity', '1', '🙂'];

/** The time of a reading of the plant. */
export const isoAt = (sample: number): string => new Date(START_MS + sample * PERIOD_MS).toISOString();

/** The type that the name of a field or a variable asks for; any where it says nothing. */
function nodeTypeOf(name: string, draws: Draws): NodeType {
  const plain = name.replace(/Ids?$/, '').toLowerCase();
  const meant = NODE_TYPES.find((type) => type.toLowerCase() === plain);
  return meant ?? draws.pick(['Sensor', 'Sensor', 'Equipment', ...NODE_TYPES]);
}

function scalar(type: GraphQLNamedInputType, name: string, draws: Draws): unknown {
  switch (type.name) {
    case 'ID':
      return encodeId(nodeTypeOf(name, draws), draws.between(1, 4));
    case 'Int':
      return draws.chance(0.8) ? draws.between(1, 40) : draws.between(0, 5_000);
    case 'Float':
      return draws.chance(0.6) ? draws.real(0, 1) : draws.real(1, 50);
    case 'ReadingValue':
      return draws.real(-10, 10);
    case 'Boolean':
      return draws.chance(0.5);
    case 'DateTime':
      return isoAt(draws.between(0, 600));
    default:
      return name === 'tag' ? `T-${draws.between(0, 40)}` : draws.pick(TEXTS);
  }
}

function inputObject(type: GraphQLInputObjectType, draws: Draws, depth: number): object {
  const fields = Object.values(type.getFields());
  const chosen = type.isOneOf
    ? [draws.pick(fields)]
    : fields.filter((field) => isRequiredInputField(field) || (depth < DEEPEST && draws.chance(0.35)));
  const given = chosen.map((field) => {
    const fieldType = type.isOneOf && isNonNullType(field.type) ? field.type.ofType : field.type;
    return [field.name, realValue(fieldType, field.name, draws, depth + 1)];
  });
  return evenColumns(Object.fromEntries(given), draws);
}

/** Columns of readings that belong together: ascending, and mostly of one length. */
function evenColumns(given: Record<string, unknown>, draws: Draws): object {
  if (!Array.isArray(given.times) || !Array.isArray(given.values)) return given;
  const from = draws.between(0, 2_000);
  const times = given.times.map((_, k) => isoAt(from + k));
  const values = times.map(() => (draws.chance(0.1) ? null : draws.real(-3, 3)));
  const { qualities: _, ...rest } = given;
  return { ...rest, times, values };
}

/** A value that a field or a variable of this name and type takes. */
export function realValue(type: GraphQLInputType, name: string, draws: Draws, depth = 0): unknown {
  if (isNonNullType(type)) return realValue(type.ofType, name, draws, depth);
  if (isListType(type)) {
    const most = name === 'times' || name === 'values' ? 12 : 3;
    return draws.several(1, most, () => realValue(type.ofType, name, draws, depth + 1));
  }
  if (isInputObjectType(type)) return inputObject(type, draws, depth);
  if (isEnumType(type)) return draws.pick(type.getValues()).name;
  return scalar(type as GraphQLNamedInputType, name, draws);
}
