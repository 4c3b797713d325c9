import { type FilterQuery, raw } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { AuditEntry } from './audit-entry.ts';

export const NEWEST_ENTRIES: KeysetOrder = { name: 'audit_entry.id', keys: [['id', 'desc']] };

/** Every field that is given must match. */
export interface AuditFilter {
  readonly actor?: string | null;
  /** The mutation. */
  readonly field?: string | null;
  readonly outcome?: string | null;
  /** Such as `Sensor:5`. */
  readonly subject?: string | null;
  readonly fromMs?: number | null;
  readonly toMs?: number | null;
}

/** What was done, newest first. */
export function auditPage(
  em: EntityManager,
  { actor, field, outcome, subject, fromMs, toMs }: AuditFilter,
  request: PageRequest,
): Promise<Page<Row<AuditEntry>>> {
  const where: Record<string | symbol, unknown> = {};
  if (actor != null) where.actor = actor;
  if (field != null) where.field = field;
  if (outcome != null) where.outcome = outcome;
  if (subject != null)
    where[raw('r.id in (select s.entry_id from audit_subject s where s.subject = ?)', [subject]) as never] =
      [];
  if (fromMs != null || toMs != null)
    where.atMs = { ...(fromMs != null && { $gte: fromMs }), ...(toMs != null && { $lte: toMs }) };
  return keysetPage(em, AuditEntry, where as FilterQuery<AuditEntry>, NEWEST_ENTRIES, request);
}
