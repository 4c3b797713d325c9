import type { Role } from '../src/access.ts';
import { ApiToken } from '../src/tokens/api-token.ts';
import { apiTokenPage, TOKENS_BY_NAME } from '../src/tokens/api-token-page.ts';
import { DEFAULT_OVERLAP_SECONDS, type IssuedToken } from '../src/tokens/api-tokens.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { enumOf } from './enum.ts';
import { EquipmentRef } from './equipment.ts';
import { idOf } from './global-id.ts';
import { nodeOf } from './node.ts';

export const RoleEnum = enumOf<Role>(
  'Role',
  'What a token may do: each may also do what those before it may.',
  {
    VIEWER: 'Read.',
    OPERATOR: 'Record readings, label anomalies, ask for forecasts.',
    ENGINEER: 'Change equipment and sensors, train, promote.',
    ADMIN: 'Override the gate, delete, and see to tokens.',
  },
);

const ApiTokenRef = nodeOf('ApiToken', ApiToken);

ApiTokenRef.implement({
  description: 'A stored token that lets a program in. What it was made of is told once and not kept.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name, unique and never used twice.' }),
    role: t.expose('role', { type: RoleEnum, description: 'What it may do.' }),
    equipment: t.field({
      type: EquipmentRef,
      nullable: true,
      description: 'It sees this equipment and what is below it, and nothing else; null for the whole plant.',
      resolve: ({ equipmentId }) => equipmentId,
    }),
    createdBy: t.exposeString('createdBy', { description: 'Who made it.' }),
    createdAt: t.expose('createdAtMs', { type: 'DateTime', description: 'When it was made.' }),
    expiresAt: t.expose('expiresAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ends by itself; null for never.',
    }),
    rotatedAt: t.expose('rotatedAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last given a new text.',
    }),
    previousGoodUntil: t.expose('previousUntilMs', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the text before that is good; null where it was never rotated.',
    }),
    lastUsedAt: t.expose('lastUsedAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, to about ten minutes.',
    }),
    revokedBy: t.exposeString('revokedBy', { nullable: true, description: 'Who revoked it.' }),
    revokedAt: t.expose('revokedAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked; null while it was not.',
    }),
  }),
});

const IssuedTokenRef = builder.objectRef<IssuedToken>('IssuedApiToken').implement({
  description: 'A token that was made or rotated.',
  fields: (t) => ({
    text: t.exposeString('text', {
      description: 'What to send as `Authorization: Bearer TEXT`. This is the only time that it is told.',
    }),
    token: t.field({ type: ApiTokenRef, description: 'What is kept of it.', resolve: ({ token }) => token }),
  }),
});

const ApiTokenConnection = builder.connectionObject(
  { type: ApiTokenRef, name: 'ApiTokenConnection', description: 'A page of tokens.' },
  { name: 'ApiTokenEdge', description: 'A token in a list.' },
);

builder.queryField('apiTokens', (t) =>
  t.field({
    type: ApiTokenConnection,
    description: 'Stored tokens by name.',
    args: {
      ...pageArgs(t.arg),
      includeRevoked: t.arg.boolean({ defaultValue: false, description: 'Also those that were revoked.' }),
    },
    complexity: pageCost,
    resolve: (_, { includeRevoked, ...page }, { em }) =>
      connection(TOKENS_BY_NAME, page, (request) => apiTokenPage(em, { includeRevoked }, request)),
  }),
);

const CreateApiTokenInput = builder.inputType('CreateApiTokenInput', {
  description: 'A token to make.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Unique, and never used before: 1 to 200 characters.' }),
    role: t.field({ type: RoleEnum, required: true, description: 'What it may do.' }),
    equipmentId: t
      .id({ description: 'Beyond which it sees nothing; the whole plant when absent.' })
      .validate(idOf('Equipment').nullish()),
    expiresAt: t.field({ type: 'DateTime', description: 'When it ends by itself; never when absent.' }),
  }),
});

const RotateApiTokenInput = builder.inputType('RotateApiTokenInput', {
  description: 'A token to give a new text.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The token.' }).validate(idOf('ApiToken')),
    overlapSeconds: t.int({
      required: true,
      defaultValue: DEFAULT_OVERLAP_SECONDS,
      description: 'How long the text before it stays good, from 0 to 2592000 (30 days).',
    }),
  }),
});

const RevokeApiTokenInput = builder.inputType('RevokeApiTokenInput', {
  description: 'A token to end for good.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The token.' }).validate(idOf('ApiToken')),
  }),
});

builder.mutationFields((t) => ({
  createApiToken: t.field({
    type: IssuedTokenRef,
    description: 'Makes a token. Refuses with DUPLICATE_NAME, TOO_MANY_TOKENS, NOT_FOUND or INVALID_INPUT.',
    errors: {},
    args: { input: t.arg({ type: CreateApiTokenInput, required: true, description: 'What to make.' }) },
    resolve: (_, { input: { expiresAt, ...rest } }, { services, viewer }) =>
      services.tokens.create({ ...rest, expiresAtMs: expiresAt }, viewer.name),
  }),
  rotateApiToken: t.field({
    type: IssuedTokenRef,
    description: 'Gives a token a new text. Refuses with TOKEN_ENDED, NOT_FOUND or INVALID_INPUT.',
    errors: {},
    args: { input: t.arg({ type: RotateApiTokenInput, required: true, description: 'Which, and how.' }) },
    resolve: (_, { input: { id, overlapSeconds } }, { services }) =>
      services.tokens.rotate(id, overlapSeconds),
  }),
  revokeApiToken: t.field({
    type: ApiTokenRef,
    description:
      'Ends a token and what it has open: subscriptions are closed within a second, new requests refused with UNAUTHENTICATED. ' +
      'Revoking again changes nothing.',
    errors: {},
    args: { input: t.arg({ type: RevokeApiTokenInput, required: true, description: 'What to revoke.' }) },
    resolve: (_, { input }, { services, viewer }) => services.tokens.revoke(input.id, viewer.name),
  }),
}));
