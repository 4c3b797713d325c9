import { type FilterQuery, type RawQueryFragment, raw } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { keysetLists, type ListsOf } from '../db/keyset-lists.ts';
import { subtreePath } from '../equipment/equipment-page.ts';
import { SEVERITIES, type Severity } from '../ml/severity.ts';
import type { AnomalySnapshot } from './anomalies.ts';
import { Anomaly, AnomalyRevision, type AnomalyStatus } from './anomaly.ts';

export const ANOMALIES_BY_START: KeysetOrder = {
  name: 'anomaly.start',
  keys: [
    ['startMs', 'desc'],
    ['id', 'desc'],
  ],
};

export interface AnomalyFilter {
  readonly sensorIds?: readonly number[] | null;
  /** Anomalies of sensors of this equipment and of everything below it. */
  readonly within?: number | null;
  readonly status?: AnomalyStatus | null;
  readonly minSeverity?: Severity | null;
  /** Anomalies that reach into the time from `fromMs` to `toMs`. */
  readonly fromMs?: number | null;
  readonly toMs?: number | null;
}

/** This band and the ones above it. */
export const severitiesFrom = (least: Severity): readonly Severity[] =>
  SEVERITIES.slice(SEVERITIES.indexOf(least));

/** A condition on anomalies `r`: their sensors belong to the equipment at this path, or to something below it. */
const below = (path: string): RawQueryFragment =>
  raw(
    'r.sensor_id in (select s.id from sensor s join equipment e on e.id = s.equipment_id where e.path like ?)',
    [`${path}%`],
  );

/** Newest first. @throws NotFoundError when `within` names nothing */
export async function anomalyPage(
  em: EntityManager,
  filter: AnomalyFilter,
  request: PageRequest,
): Promise<Page<Row<Anomaly>>> {
  const where: Record<string, unknown>[] = [];
  if (filter.sensorIds) where.push({ sensorId: { $in: filter.sensorIds } });
  if (filter.within != null) {
    where.push({ [below(await subtreePath(em, filter.within)) as never]: [] });
  }
  if (filter.status) where.push({ status: filter.status });
  if (filter.minSeverity) where.push({ severity: { $in: severitiesFrom(filter.minSeverity) } });
  if (filter.fromMs != null) where.push({ $or: [{ status: 'OPEN' }, { endMs: { $gte: filter.fromMs } }] });
  if (filter.toMs != null) where.push({ startMs: { $lte: filter.toMs } });
  return keysetPage(em, Anomaly, { $and: where } as FilterQuery<Anomaly>, ANOMALIES_BY_START, request);
}

const OF_SENSORS: ListsOf<Anomaly> = { entity: Anomaly, parent: 'sensorId', order: ANOMALIES_BY_START };

/** The anomalies of each sensor, newest first. */
export const anomalyPages = (
  em: EntityManager,
  sensorIds: readonly number[],
  request: PageRequest,
): Promise<Page<Row<Anomaly>>[]> => keysetLists(em, OF_SENSORS, sensorIds, request);

/** The open anomaly of each sensor, null for those without one, in one statement. */
export async function openAnomalyRows(
  em: EntityManager,
  sensorIds: readonly number[],
): Promise<(Row<Anomaly> | null)[]> {
  const rows = (await em
    .createQueryBuilder(Anomaly, 'r')
    .where({ sensorId: { $in: [...sensorIds] }, openKey: 0 })
    .select('*')
    .execute('all')) as Row<Anomaly>[];
  const found = new Map<number, Row<Anomaly>>(rows.map((row) => [row.sensorId, row]));
  return sensorIds.map((id) => found.get(id) ?? null);
}

/** What each anomaly was at each of its revisions, oldest first, in one statement. */
export async function revisionsOf(
  em: EntityManager,
  anomalyIds: readonly number[],
): Promise<AnomalySnapshot[][]> {
  const rows = await em
    .createQueryBuilder(AnomalyRevision, 'r')
    .where({ anomalyId: { $in: [...anomalyIds] } })
    .select(['anomalyId', 'snapshot'])
    .orderBy({ anomalyId: 'asc', revision: 'asc' })
    .execute('all');
  const grouped = Map.groupBy(rows, (row) => row.anomalyId as number);
  return anomalyIds.map((id) => (grouped.get(id) ?? []).map((row) => JSON.parse(row.snapshot)));
}
