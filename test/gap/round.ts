import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { encodeId } from '../../schema/global-id.ts';
import { type Database, openDatabase } from '../../src/db/database.ts';
import { scoredThrough } from '../../src/detection/scored-through.ts';
import { ENTITIES } from '../../src/entities.ts';
import { EquipmentTree } from '../../src/equipment/equipment-tree.ts';
import { EventLog } from '../../src/events/log.ts';
import { plantWithSensors } from '../plant.ts';
import { type Cut, type CutKind, planCuts } from './cut.ts';
import { BATCH_READINGS, Feeder, START_MS } from './feeder.ts';
import { Follower } from './follower.ts';
import { Member } from './member.ts';
import type { Site } from './site.ts';
import {
  announcedIn,
  type Conclusions,
  conclusionsOf,
  problemsOf,
  readingProblems,
  revisionProblems,
} from './verdict.ts';

const SENSORS = 4;
const BATCHES_PER_CUT = 4;
const LONGEST_WAIT_MS = 60_000;
/** The newest events, which the log keeps while one subscriber is away. */
const KEPT_EVENTS = 5;

/** What came of a round. */
export interface Outcome {
  readonly problems: readonly string[];
  readonly cuts: Readonly<Partial<Record<CutKind, number>>>;
  /** Processes that ended, planned or not. */
  readonly ends: number;
  readonly events: number;
  readonly connections: number;
  readonly retries: number;
  readonly conclusions: Conclusions;
}

export interface Round {
  readonly seed: number;
  readonly cuts: number;
  /** For as many cuts as this readings are sent; `cuts` when absent. */
  readonly length?: number;
  /** What must be announced, as a round without cuts has shown. */
  readonly expected?: Conclusions;
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const startMs = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startMs > LONGEST_WAIT_MS) throw new Error(`${what}: not within a minute`);
    await pause(20);
  }
}

async function enterPlant(databaseUrl: string): Promise<number[]> {
  const db = await openDatabase(databaseUrl, ENTITIES);
  const tree = new EquipmentTree(db);
  const sensorIds = await plantWithSensors(db, SENSORS);
  const detection = { openAfterReadings: 2, closeAfterReadings: 20, closeRatio: 0.7 };
  for (const id of sensorIds) await tree.updateSensor(id, { detection }, 'test');
  await db.close();
  return sensorIds;
}

/** Two screens that see everything and two that see a part, on both transports. */
function followersOf(urls: readonly string[], sensorIds: readonly number[]): Follower[] {
  const half = { sensorIds: sensorIds.slice(0, 2).map((id) => encodeId('Sensor', id)) };
  return [
    new Follower('everything by WebSocket', urls, 'WEBSOCKET'),
    new Follower('everything by event stream', urls, 'EVENT_STREAM'),
    new Follower('two sensors by WebSocket', urls, 'WEBSOCKET', half),
    new Follower('what is grave by event stream', urls, 'EVENT_STREAM', { minSeverity: 'CRITICAL' }),
  ];
}

async function killAt({ step }: Cut, members: readonly Member[]): Promise<void> {
  const ends = () => members.reduce((sum, member) => sum + member.ends, 0);
  const before = ends();
  for (const member of members) member.order({ endAt: step });
  await until(`a process reaches ${step}`, () => ends() > before);
  for (const member of members) member.order({ endAt: null });
}

async function perform(cut: Cut, site: Site, members: readonly Member[], followers: readonly Follower[]) {
  const oneOf = <T>(items: readonly T[]): T => items[Math.floor(cut.whom * items.length)];
  if (cut.kind === 'SOCKET') oneOf(followers).cut();
  else if (cut.kind === 'KILL') await killAt(cut, members);
  else if (cut.kind === 'BUS') await site.failBus(cut.holdMs);
  else if (cut.kind === 'DATABASE') await site.failDatabase(cut.holdMs);
  else {
    oneOf(members).order({ aheadMs: cut.jumpMs });
    await pause(cut.holdMs);
    oneOf(members).order({ aheadMs: 0 });
  }
}

/** Until everything was judged and everybody has been told. */
async function settle(db: Database, sensorIds: number[], batches: number, followers: readonly Follower[]) {
  const lastMs = START_MS + (batches * BATCH_READINGS - 1) * 1_000;
  const isJudged = async () =>
    (await scoredThrough(db.em(), sensorIds)).every((throughMs) => throughMs === lastMs);
  await until('everything is judged', isJudged);
  const newest = await new EventLog(db).newest();
  await until('everybody is told', () => followers.every(({ cursor }) => cursor >= newest));
  return newest;
}

/** Runs a fleet through seeded cuts while anomalies flow, and holds what everybody was told against the log. */
export async function runRound(site: Site, { seed, cuts, length = cuts, expected }: Round): Promise<Outcome> {
  const sensorIds = await enterPlant(site.databaseUrl);
  const env = { DATABASE_URL: site.databaseUrl, HEARTBEAT_MS: '300', ...site.env };
  const members = await Promise.all(Array.from({ length: site.processes }, () => Member.start(env)));
  const urls = members.map(({ url }) => url);
  const followers = followersOf(urls, sensorIds);
  const absent = new Follower('one that was away', urls, 'WEBSOCKET');
  const everybody = [...followers, absent];
  const batches = length * BATCHES_PER_CUT;
  const feeder = new Feeder(urls, sensorIds, batches);
  const done: Partial<Record<CutKind, number>> = {};
  const feed = async (count: number) => {
    for (let i = 0; i < count; i++) await feeder.send();
  };
  let db: Database | undefined;
  try {
    await until('everybody has a cursor', () => everybody.every(({ items }) => items.length > 0));
    const { promise: isBack, resolve: comeBack } = Promise.withResolvers<void>();
    absent.stayAway(isBack);
    for (const cut of planCuts(site.dialect, seed, cuts)) {
      await Promise.all([perform(cut, site, members, followers), feed(BATCHES_PER_CUT)]);
      done[cut.kind] = (done[cut.kind] ?? 0) + 1;
    }
    await feed((length - cuts) * BATCHES_PER_CUT);
    db = await openDatabase(site.databaseUrl, ENTITIES);
    const newest = await settle(db, sensorIds, batches, followers);
    const events = await announcedIn(db);
    const conclusions = conclusionsOf(events);
    const problems = [
      ...followers.flatMap((follower) => problemsOf(follower, events)),
      ...followers.flatMap(({ name, items }) =>
        items.some(({ kind }) => kind === 'Gap') ? [`${name}: was told of a gap`] : [],
      ),
      ...revisionProblems(events),
      ...(await readingProblems(db, sensorIds, batches * BATCH_READINGS)),
      ...(expected && !isDeepStrictEqual(conclusions, expected) ? ['other anomalies than without cuts'] : []),
    ];
    await new EventLog(db).prune(0, KEPT_EVENTS);
    comeBack();
    for (const follower of followers) follower.cut();
    await until('the absent one is told', () => absent.cursor >= newest);
    const lostId = newest - KEPT_EVENTS;
    const gaps = absent.items.filter(({ kind }) => kind === 'Gap');
    if (gaps.length !== 1 || gaps[0].cursor !== lostId)
      problems.push(`${absent.name}: gaps to ${gaps.map(({ cursor }) => cursor)}, not to ${lostId}`);
    problems.push(...problemsOf(absent, events, lostId));
    return {
      problems,
      cuts: done,
      ends: members.reduce((sum, { ends }) => sum + ends, 0),
      events: events.length,
      connections: everybody.reduce((sum, { connections }) => sum + connections, 0),
      retries: feeder.retries,
      conclusions,
    };
  } catch (error) {
    const logs = members.map(({ log }, i) => `process ${i + 1}:\n${log.slice(-3_000)}`).join('\n');
    throw new Error(`seed ${seed}: ${(error as Error).message}\n${logs}`, { cause: error });
  } finally {
    for (const follower of everybody) await follower.stop();
    for (const member of members) await member.stop();
    await db?.close();
  }
}
