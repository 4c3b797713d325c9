import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { keysetLists, type ListsOf } from '../db/keyset-lists.ts';
import { DetectionRun, DetectionRunAnomaly } from './detection-run.ts';

export const NEWEST_RUNS: KeysetOrder = { name: 'detection-run.id', keys: [['id', 'desc']] };

export const RUN_ANOMALIES_BY_START: KeysetOrder = {
  name: 'detection-run-anomaly.start',
  keys: [
    ['startMs', 'asc'],
    ['id', 'asc'],
  ],
};

export interface DetectionRunFilter {
  readonly sensorId?: number | null;
  readonly modelVersionId?: number | null;
}

/** Newest first. */
export function detectionRunPage(
  em: EntityManager,
  { sensorId, modelVersionId }: DetectionRunFilter,
  request: PageRequest,
): Promise<Page<Row<DetectionRun>>> {
  const where: Record<string, number> = {};
  if (sensorId != null) where.sensorId = sensorId;
  if (modelVersionId != null) where.modelVersionId = modelVersionId;
  return keysetPage(em, DetectionRun, where as FilterQuery<DetectionRun>, NEWEST_RUNS, request);
}

const FOUND: ListsOf<DetectionRunAnomaly> = {
  entity: DetectionRunAnomaly,
  parent: 'detectionRunId',
  order: RUN_ANOMALIES_BY_START,
};

/** What each run found, in order. */
export const runAnomalyPages = (
  em: EntityManager,
  detectionRunIds: readonly number[],
  request: PageRequest,
): Promise<Page<Row<DetectionRunAnomaly>>[]> => keysetLists(em, FOUND, detectionRunIds, request);
