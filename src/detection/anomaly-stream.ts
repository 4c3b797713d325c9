import type { EntityManager } from '../db/database.ts';
import { subtreePath } from '../equipment/equipment-page.ts';
import type { StoredEvent } from '../events/event.ts';
import type { EventFeed, FeedItem } from '../events/feed.ts';
import type { Severity } from '../ml/severity.ts';
import { severitiesFrom } from './anomaly-page.ts';

export interface AnomalyStreamFilter {
  readonly sensorIds?: readonly number[] | null;
  /** Changes on sensors of this equipment and of everything below it. */
  readonly within?: number | null;
  readonly minSeverity?: Severity | null;
}

export interface StreamPosition {
  /** The last cursor that was seen; null begins now. */
  readonly after: number | null;
  readonly signal?: AbortSignal;
}

const ANOMALY_EVENTS = ['ANOMALY_OPENED', 'ANOMALY_EXTENDED', 'ANOMALY_REVISED', 'ANOMALY_CLOSED'] as const;

/**
 * Announced changes of anomalies from a position on, with gaps and heartbeats.
 * @throws NotFoundError when `within` names nothing
 */
export async function followAnomalies(
  feed: EventFeed,
  em: EntityManager,
  filter: AnomalyStreamFilter,
  position: StreamPosition,
): Promise<AsyncIterable<FeedItem>> {
  const path = filter.within == null ? '' : await subtreePath(em, filter.within);
  const sensors = filter.sensorIds && new Set(filter.sensorIds);
  const severities = severitiesFrom(filter.minSeverity ?? 'LOW');
  const matches = ({ sensorId, equipmentPath, severity }: StoredEvent) =>
    (equipmentPath ?? '').startsWith(path) &&
    (!sensors || sensors.has(sensorId as number)) &&
    severities.includes(severity as Severity);
  return feed.subscribe({ ...position, types: ANOMALY_EVENTS, matches });
}
