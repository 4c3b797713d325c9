import { encodeId } from '../../schema/global-id.ts';
import type { Database } from '../../src/db/database.ts';
import { severitiesFrom } from '../../src/detection/anomaly-page.ts';
import type { StoredEvent } from '../../src/events/event.ts';
import { EventLog } from '../../src/events/log.ts';
import type { Severity } from '../../src/ml/severity.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import type { Follower } from './follower.ts';

/** What was announced of a sensor, without ids: the same whatever happened meanwhile. */
export type Conclusions = Readonly<Record<string, readonly (readonly unknown[])[]>>;

export interface Snapshot {
  readonly anomalyId: number;
  readonly revision: number;
  readonly sensorId: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly score: number;
}

const snapshotOf = ({ payload }: StoredEvent) => payload as unknown as Snapshot;

/** All changes of anomalies in the log. */
export async function announcedIn(db: Database): Promise<StoredEvent[]> {
  const { events } = await new EventLog(db).page(0, Number.MAX_SAFE_INTEGER, 1_000_000);
  return events.filter(({ type }) => type.startsWith('ANOMALY_'));
}

export function conclusionsOf(events: readonly StoredEvent[]): Conclusions {
  const shape = (event: StoredEvent) => {
    const { revision, startMs, endMs, score } = snapshotOf(event);
    return [event.type, event.timeMs, revision, startMs, endMs, score];
  };
  const bySensor = Object.groupBy(events, (event) => String(event.sensorId));
  return Object.fromEntries(Object.entries(bySensor).map(([id, those]) => [id, (those ?? []).map(shape)]));
}

/** What is wrong with what a subscriber was given after `fromId`; of events up to `lostId` a Gap may stand for them. */
export function problemsOf(follower: Follower, events: readonly StoredEvent[], lostId = 0): string[] {
  const { name, items } = follower;
  const filter = follower.filter as { sensorIds?: string[]; minSeverity?: Severity } | null;
  const severities = severitiesFrom(filter?.minSeverity ?? 'LOW');
  const start = items[0]?.cursor ?? 0;
  const expected = events.filter(
    ({ id, sensorId, severity }) =>
      id > start &&
      id > lostId &&
      (!filter?.sensorIds || filter.sensorIds.includes(encodeId('Sensor', sensorId as number))) &&
      severities.includes(severity as Severity),
  );
  const problems: string[] = [];
  for (let i = 1; i < items.length; i++) {
    const isEvent = items[i].kind === 'AnomalyEvent';
    const [before, now] = [items[i - 1].cursor, items[i].cursor];
    if (now < before || (isEvent && now === before)) problems.push(`${name}: ${now} came after ${before}`);
  }
  const got = items.filter(({ kind, cursor }) => kind === 'AnomalyEvent' && cursor > lostId);
  const ids = new Set(got.map(({ cursor }) => cursor));
  for (const { id } of expected) if (!ids.has(id)) problems.push(`${name}: missed ${id}`);
  const byId = new Map(expected.map((event) => [event.id, event]));
  for (const { cursor, type, revision, anomalyId } of got) {
    const event = byId.get(cursor);
    const wanted = event && snapshotOf(event);
    const isSame =
      event?.type === `ANOMALY_${type}` &&
      wanted?.revision === revision &&
      anomalyId === encodeId('Anomaly', wanted?.anomalyId ?? 0);
    if (!isSame) problems.push(`${name}: ${cursor} is ${type} ${revision}, which was not announced to it`);
  }
  return problems;
}

/** Each anomaly's revisions must have been announced once and in order. */
export function revisionProblems(events: readonly StoredEvent[]): string[] {
  const byAnomaly = Map.groupBy(events, (event) => snapshotOf(event).anomalyId);
  return [...byAnomaly].flatMap(([id, those]) => {
    const revisions = those.map((event) => snapshotOf(event).revision);
    const isInOrder = revisions.every((revision, i) => revision === i + 1);
    return isInOrder ? [] : [`anomaly ${id} was announced as ${revisions.join(' ')}`];
  });
}

/** What was acknowledged must be there. */
export async function readingProblems(
  db: Database,
  sensorIds: readonly number[],
  each: number,
): Promise<string[]> {
  const store = await openReadings(db);
  const problems: string[] = [];
  for (const id of sensorIds) {
    const { times } = await store.range(id, 0, Number.MAX_SAFE_INTEGER);
    if (times.length !== each) problems.push(`sensor ${id}: ${times.length} readings of ${each}`);
  }
  store.close();
  return problems;
}
