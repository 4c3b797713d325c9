import type { EntityManager } from '../db/database.ts';
import { type SensorScope, withinScope } from '../equipment/sensor-scope.ts';
import type { StoredEvent } from '../events/event.ts';
import type { FeedItem, ReadableFeed } from '../events/feed.ts';
import type { Severity } from '../ml/severity.ts';
import { ANOMALY_CHANGES, type AnomalyChange } from './anomalies.ts';
import { severitiesFrom } from './anomaly-page.ts';

export interface AnomalyStreamFilter extends SensorScope {
  /** These changes only. */
  readonly types?: readonly AnomalyChange[] | null;
  readonly minSeverity?: Severity | null;
}

export interface StreamPosition {
  /** The last cursor that was seen; null begins now. */
  readonly after: number | null;
  readonly signal?: AbortSignal;
}

/**
 * Announced changes of anomalies from a position on, with gaps and heartbeats.
 * @throws NotFoundError when the filter names what does not exist
 */
export async function followAnomalies(
  feed: ReadableFeed,
  em: EntityManager,
  filter: AnomalyStreamFilter,
  position: StreamPosition,
): Promise<AsyncIterable<FeedItem>> {
  const isWithin = await withinScope(em, filter);
  const changes = filter.types ?? ANOMALY_CHANGES;
  const severities = severitiesFrom(filter.minSeverity ?? 'LOW');
  const matches = (event: StoredEvent) => isWithin(event) && severities.includes(event.severity as Severity);
  const types = changes.map((change) => `ANOMALY_${change}` as const);
  return feed.subscribe({ ...position, types, matches });
}
