import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import ErrorsPlugin from '@pothos/plugin-errors';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import ValidationPlugin from '@pothos/plugin-validation';
import { type Action, may } from '../src/access.ts';
import type { Context } from '../src/context.ts';
import { ConflictError, DomainError, InvalidInputError, NotFoundError } from '../src/errors.ts';
import AuditedPlugin from './audited.ts';
import AuthorisationPlugin from './authorisation.ts';
import { BadIdError, decodeId, encodeId } from './global-id.ts';
import NodeIdsPlugin from './node-ids.ts';
import { forbidden, invalidArgument } from './refusals.ts';
import { relayDescriptions } from './relay-descriptions.ts';

export interface GraphTypes {
  Context: Context;
  Scalars: {
    ID: { Input: string; Output: string | number };
    /** Milliseconds since the epoch, UTC. */
    DateTime: { Input: number; Output: number };
    ReadingValue: { Input: number; Output: number };
  };
  AuthScopes: { may: Action };
  Connection: { total(): Promise<number> };
  DefaultFieldNullability: false;
  DefaultNodeNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
}

/** What builds the fields of an input. */
export type InputFields = PothosSchemaTypes.InputFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<GraphTypes>,
  'InputObject'
>;

const capitalised = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);

export const builder = new SchemaBuilder<GraphTypes>({
  plugins: [
    AuditedPlugin,
    ScopeAuthPlugin,
    ErrorsPlugin,
    ValidationPlugin,
    AuthorisationPlugin,
    NodeIdsPlugin,
    RelayPlugin,
    DataloaderPlugin,
    ComplexityPlugin,
  ],
  defaultFieldNullability: false,
  scopeAuth: {
    authScopes: ({ viewer }) => ({ may: (action: Action) => may(viewer, action) }),
    unauthorizedError: (_parent, { viewer }, { fieldName }, { failure }) =>
      forbidden(viewer, fieldName, failure),
  },
  errors: {
    directResult: true,
    defaultTypes: [DomainError, InvalidInputError, NotFoundError, ConflictError],
    unsafelyHandleInputErrors: true,
    defaultUnionOptions: {
      name: ({ fieldName }) => `${capitalised(fieldName)}Result`,
      description:
        'What was asked for, or why it could not be done. `... on Error { code message remedy }` reads any failure.',
    },
  },
  validation: { validationError: ({ issues }, args) => invalidArgument(issues[0], args) },
  relay: {
    ...relayDescriptions,
    cursorType: 'String',
    encodeGlobalID: encodeId,
    decodeGlobalID(text) {
      const decoded = decodeId(text);
      if (!decoded) throw new BadIdError('id', JSON.stringify(text.slice(0, 80)), 'a global id');
      return { typename: decoded.type, id: String(decoded.id) };
    },
  },
  complexity: { defaultComplexity: 1, defaultListMultiplier: 10, disabled: true },
});

builder.queryType({ description: 'Everything that can be read.' });
builder.mutationType({ description: 'Everything that can be changed. Each field is one transaction.' });
builder.subscriptionType({
  description:
    'What happens, as it happens. Streams with cursors miss nothing: reconnect with the last cursor.',
});
