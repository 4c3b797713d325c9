import { z } from 'zod';
import { DomainError } from '../src/errors.ts';

/** Types with a global id of their own. */
export const NODE_TYPES = [
  'Equipment',
  'Sensor',
  'Anomaly',
  'OperatorLabel',
  'Forecast',
  'RegisteredModel',
  'ModelVersion',
  'ImportedVersion',
  'RegistryImport',
  'DatasetVersion',
  'Assignment',
  'TrainingJob',
  'DetectionJob',
  'DetectionRun',
  'ModelFault',
  'GateDecision',
  'ValidationJob',
  'ShadowRun',
  'ModelValidation',
  'ApiToken',
] as const;
export type NodeType = (typeof NODE_TYPES)[number];

const LARGEST_ID = 2_147_483_647;

/** Not an id that this API gave, or one of another type. */
export class BadIdError extends DomainError {
  constructor(field: string, given: string, expected: string) {
    super('BAD_ID', `${field} is ${given}`, `${field} must be ${expected}, exactly as this API gave it.`, {
      field,
    });
    this.name = 'BadIdError';
  }
}

export const encodeId = (type: string, id: string | number | bigint): string =>
  Buffer.from(`${type}:${id}`).toString('base64url');

interface DecodedId {
  readonly type: NodeType;
  readonly id: number;
}

/** Null for anything that `encodeId` does not write. */
export function decodeId(text: string): DecodedId | null {
  const [, name, digits] = /^(\w+):([1-9]\d{0,9})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  const type = NODE_TYPES.find((known) => known === name);
  const id = Number(digits);
  return type && id <= LARGEST_ID && encodeId(type, id) === text ? { type, id } : null;
}

const article = (type: string): string => (/^[AEIO]/.test(type) ? 'an' : 'a');

/** A global id of one of several types in an argument, the first of which is what is asked for. */
export const idOfAny = <T extends NodeType>(type: T, ...others: readonly T[]) =>
  z.string().transform((text, context) => {
    const decoded = decodeId(text);
    const found = [type, ...others].find((each) => each === decoded?.type);
    if (decoded && found) return { type: found, id: decoded.id };

    const but = decoded ? `, but this is the id of ${article(decoded.type)} ${decoded.type}` : '';
    context.addIssue({
      code: 'custom',
      message: `the id of ${article(type)} ${type}${but}`,
      params: { badId: true },
    });
    return z.NEVER;
  });

/** A global id of one type in an argument; resolvers get the number behind it. */
export const idOf = (type: NodeType) => idOfAny(type).transform(({ id }) => id);

export const idsOf = (type: NodeType, most: number) =>
  z.array(idOf(type)).max(most, `a list of at most ${most} ids`);
