import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import type { ModelTask } from '../registry/registered-model.ts';
import { GateDecision, type GateOutcome } from './gate-decision.ts';

export const NEWEST_DECISIONS: KeysetOrder = { name: 'gate-decision.id', keys: [['id', 'desc']] };

/** Every field that is given must match. */
export interface GateFilter {
  readonly sensorId?: number | null;
  readonly modelVersionId?: number | null;
  readonly task?: ModelTask | null;
  readonly outcomes?: readonly GateOutcome[] | null;
}

/** What the gate said, newest first. */
export function decisionPage(
  em: EntityManager,
  { sensorId, modelVersionId, task, outcomes }: GateFilter,
  request: PageRequest,
): Promise<Page<Row<GateDecision>>> {
  const where = {
    ...(sensorId != null && { sensorId }),
    ...(modelVersionId != null && { modelVersionId }),
    ...(task && { task }),
    ...(outcomes && { outcome: { $in: outcomes } }),
  };
  return keysetPage(em, GateDecision, where as FilterQuery<GateDecision>, NEWEST_DECISIONS, request);
}
