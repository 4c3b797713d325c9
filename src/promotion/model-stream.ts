import type { EntityManager } from '../db/database.ts';
import type { StreamPosition } from '../detection/anomaly-stream.ts';
import { type SensorScope, withinScope } from '../equipment/sensor-scope.ts';
import type { FeedItem, ReadableFeed } from '../events/feed.ts';

/** What an event about models refers to: the new assignment, or the fault that was found. */
export interface ModelEvent {
  readonly assignmentId?: number;
  readonly faultId?: number;
}

/**
 * Versions that become live, and versions that cannot be used, from a position on, with gaps and heartbeats.
 * @throws NotFoundError when the filter names what does not exist
 */
export async function followModels(
  feed: ReadableFeed,
  em: EntityManager,
  filter: SensorScope,
  position: StreamPosition,
): Promise<AsyncIterable<FeedItem>> {
  const matches = await withinScope(em, filter);
  return feed.subscribe({ ...position, types: ['MODEL_ASSIGNED', 'MODEL_UNUSABLE'], matches });
}
