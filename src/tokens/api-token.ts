import { defineEntity, p } from '@mikro-orm/core';
import type { Role } from '../access.ts';
import { Equipment } from '../equipment/equipment.ts';

const ApiTokenSchema = defineEntity({
  name: 'ApiToken',
  tableName: 'api_token',
  properties: {
    id: p.integer().primary().autoincrement(),
    name: p.string().unique(),
    role: p.string().$type<Role>(),
    equipmentId: () =>
      p.manyToOne(Equipment).mapToPk().nullable().fieldName('equipment_id').deleteRule('no action'),
    sha256: p.string().unique().hidden(),
    previousSha256: p.string().nullable().unique().hidden(),
    previousUntilMs: p.bigint('number').nullable(),
    createdBy: p.string(),
    createdAtMs: p.bigint('number'),
    expiresAtMs: p.bigint('number').nullable(),
    rotatedAtMs: p.bigint('number').nullable(),
    lastUsedAtMs: p.bigint('number').nullable(),
    revokedBy: p.string().nullable(),
    revokedAtMs: p.bigint('number').nullable(),
  },
});

/**
 * A token that lets a program in: a role, and the equipment beyond which it sees nothing; null for the whole plant. Of the
 * token itself only the SHA-256 is kept, in hexadecimal. After a rotation the one before it, `previousSha256`, is good
 * until `previousUntilMs`. Never deleted: what was done with it refers to it by name.
 */
export class ApiToken extends ApiTokenSchema.class {}
ApiTokenSchema.setClass(ApiToken);
