import type { EntityManager } from '../db/database.ts';
import type { SensorFacts } from '../equipment/sensor-facts.ts';
import { type SensorScope, withinScope } from '../equipment/sensor-scope.ts';
import type { NewEvent, StoredEvent } from '../events/event.ts';
import type { FeedItem, ReadableFeed } from '../events/feed.ts';
import type { StreamPosition } from './anomaly-stream.ts';
import type { SignalChange, SignalState } from './signal.ts';

/** The signal of a sensor as its new state was announced. Frozen: subscribers of any later time get the same. */
export interface SignalSnapshot {
  readonly sensorId: number;
  readonly state: SignalState;
  readonly previous: SignalState;
  readonly sinceMs: number;
  readonly heardMs: number;
  readonly usableMs: number | null;
}

export function signalEvents(sensor: SensorFacts, changes: readonly SignalChange[]): NewEvent[] {
  return changes.map(({ previous, signal: { state, sinceMs, heardMs, usableMs }, atMs }) => {
    const payload: SignalSnapshot = { sensorId: sensor.id, state, previous, sinceMs, heardMs, usableMs };
    const { id: sensorId, equipmentPath } = sensor;
    return { type: 'SIGNAL_CHANGED', sensorId, equipmentPath, timeMs: atMs, payload };
  });
}

export interface SignalStreamFilter extends SensorScope {
  readonly states?: readonly SignalState[] | null;
}

/**
 * Announced changes of signals from a position on, with gaps and heartbeats; of these states, those that leave one of
 * them too, so that whoever shows them knows when to stop.
 * @throws NotFoundError when the filter names what does not exist
 */
export async function followSignals(
  feed: ReadableFeed,
  em: EntityManager,
  filter: SignalStreamFilter,
  position: StreamPosition,
): Promise<AsyncIterable<FeedItem>> {
  const isWithin = await withinScope(em, filter);
  const states = filter.states && new Set(filter.states);
  const matches = (event: StoredEvent) => {
    const { state, previous } = event.payload as unknown as SignalSnapshot;
    return isWithin(event) && (!states || states.has(state) || states.has(previous));
  };
  return feed.subscribe({ ...position, types: ['SIGNAL_CHANGED'], matches });
}
