import { defineEntity, p } from '@mikro-orm/core';
import type { Role } from '../access.ts';

const AuditEntrySchema = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entry',
  properties: {
    id: p.integer().primary().autoincrement(),
    atMs: p.bigint('number').index(),
    actor: p.string().index(),
    credential: p.string().nullable(),
    role: p.string().$type<Role>(),
    field: p.string().index(),
    operation: p.string().nullable(),
    requestId: p.string().nullable(),
    subjects: p.text(),
    input: p.text(),
    changes: p.text(),
    outcome: p.string(),
  },
});

/**
 * One mutation: who asked for what, and what came of it. `subjects`, `input` and `changes` are JSON; `outcome` is OK or the
 * code of the failure. Entries are only ever added, and forgotten by age; the database refuses to change one.
 */
export class AuditEntry extends AuditEntrySchema.class {}
AuditEntrySchema.setClass(AuditEntry);

const AuditSubjectSchema = defineEntity({
  name: 'AuditSubject',
  tableName: 'audit_subject',
  properties: {
    subject: p.string().primary(),
    entryId: () =>
      p.manyToOne(AuditEntry).mapToPk().primary().fieldName('entry_id').deleteRule('cascade').index(),
  },
});

/** What an entry is about, such as `Sensor:5`, by which it is found. */
export class AuditSubject extends AuditSubjectSchema.class {}
AuditSubjectSchema.setClass(AuditSubject);
