import { lockUntilCommit } from '../db/commit-lock.ts';
import { type EntityManager, limitIdleTime } from '../db/database.ts';
import type { Severity } from '../ml/severity.ts';
import { EventRecord } from './event-record.ts';

export const EVENT_TYPES = [
  'ANOMALY_OPENED',
  'ANOMALY_EXTENDED',
  'ANOMALY_REVISED',
  'ANOMALY_CLOSED',
  'SIGNAL_CHANGED',
  'JOB_CHANGED',
  'JOB_LOGGED',
  'MODEL_ASSIGNED',
  'MODEL_UNUSABLE',
  'FORECAST_ISSUED',
  'FORECAST_JUDGED',
  'TOKEN_CHANGED',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The shape in which payloads are written today. */
const PAYLOAD_VERSION = 1;

/** A change to announce. The payload is a snapshot: it is written as it is now and never again. */
export interface NewEvent {
  readonly type: EventType;
  readonly sensorId?: number | null;
  readonly equipmentPath?: string | null;
  readonly severity?: Severity | null;
  readonly timeMs: number;
  readonly payload: object;
}

/** An announced change as subscribers get it; `id` is its place in commit order. */
export interface StoredEvent {
  readonly id: number;
  readonly type: EventType;
  readonly sensorId: number | null;
  readonly equipmentPath: string | null;
  readonly severity: Severity | null;
  readonly timeMs: number;
  readonly recordedAtMs: number;
  /** The shape of the payload; readers must know every version that the log may hold. */
  readonly payloadVersion: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Appends events in the caller's transaction, which must be the last thing it does but commit.
 *
 * Ids grow in commit order: SQLite has one writer; on PostgreSQL, where a sequence alone is not commit order, every
 * appending transaction holds one advisory lock from before its first id is drawn until it has committed.
 */
export async function appendEvents(em: EntityManager, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await limitIdleTime(em);
  await lockUntilCommit(em, 'EVENTS');
  await em.insertMany(
    EventRecord,
    events.map((event) => ({
      type: event.type,
      sensorId: event.sensorId ?? null,
      equipmentPath: event.equipmentPath ?? null,
      severity: event.severity ?? null,
      timeMs: event.timeMs,
      recordedAtMs: Date.now(),
      payloadVersion: PAYLOAD_VERSION,
      payload: JSON.stringify(event.payload),
    })),
  );
}
