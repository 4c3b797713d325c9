import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { appendEvents, type EventType } from '../../src/events/event.ts';
import { forgottenThrough } from '../../src/events/event-horizon.ts';
import { EventRecord } from '../../src/events/event-record.ts';
import { EventFeed, type FeedItem, type FeedOptions } from '../../src/events/feed.ts';
import { onEachDatabase, sqliteInMemory } from '../database.ts';

const TYPES: EventType[] = ['ANOMALY_OPENED', 'ANOMALY_CLOSED'];

async function announce(
  db: Database,
  feed: EventFeed,
  numbers: number[],
  type: EventType = 'ANOMALY_OPENED',
) {
  await db.transaction((em) =>
    appendEvents(
      em,
      numbers.map((n) => ({ type, timeMs: n, payload: { n } })),
    ),
  );
  feed.wake();
}

async function take(items: AsyncIterator<FeedItem>, count: number): Promise<FeedItem[]> {
  const taken: FeedItem[] = [];
  while (taken.length < count) {
    const { value, done } = await items.next();
    if (done) break;
    if (value.kind !== 'HEARTBEAT') taken.push(value);
  }
  return taken;
}

const numbers = (items: FeedItem[]) =>
  items.map((item) => (item.kind === 'EVENT' ? item.event.payload.n : item.kind));

onEachDatabase('event feed', (kind) => {
  let db: Database;
  let feed: EventFeed;
  beforeEach(async () => {
    db = await kind.open();
    feed = new EventFeed(db, { heartbeatMs: 20, pollMs: 50 });
    await feed.start();
  });
  afterEach(async () => {
    await feed.stop();
    await db.close();
  });

  it('gives live events in commit order, and the frozen payload', async () => {
    const items = feed.subscribe({ types: TYPES });
    await announce(db, feed, [1, 2]);
    await announce(db, feed, [3]);
    const got = await take(items, 3);
    expect(numbers(got)).toEqual([1, 2, 3]);
    expect(Object.isFrozen(got[0].kind === 'EVENT' && got[0].event)).toBe(true);
  });

  it('finds what another process announced without being woken', async () => {
    const items = feed.subscribe({ types: TYPES });
    await db.transaction((em) =>
      appendEvents(em, [{ type: 'ANOMALY_OPENED', timeMs: 0, payload: { n: 7 } }]),
    );
    expect(numbers(await take(items, 1))).toEqual([7]);
  });

  it('never announces what was rolled back', async () => {
    const items = feed.subscribe({ types: TYPES });
    const failing = db.transaction(async (em) => {
      await appendEvents(em, [{ type: 'ANOMALY_OPENED', timeMs: 0, payload: { n: 'lost' } }]);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await announce(db, feed, [1]);
    expect(numbers(await take(items, 1))).toEqual([1]);
  });

  it('keeps commit order when many transactions announce at once', async () => {
    const items = feed.subscribe({ types: TYPES, after: 0 });
    await Promise.all(Array.from({ length: 30 }, (_, n) => announce(db, feed, [n, n])));
    const got = await take(items, 60);
    const cursors = got.map((item) => item.cursor);
    expect(cursors).toEqual([...cursors].sort((a, b) => a - b));
    expect(new Set(cursors).size).toBe(60);
  });

  it('says Gap when retention has forgotten what the cursor asks for, and goes on from the oldest kept', async () => {
    await announce(db, feed, [1, 2, 3]);
    const [first] = await take(feed.subscribe({ types: TYPES, after: 0 }), 1);
    await feed.log.prune(Date.now() + 1_000, 1_000);
    await announce(db, feed, [4]);
    const got = await take(feed.subscribe({ types: TYPES, after: first.cursor }), 3);
    expect(numbers(got)).toEqual(['GAP', 3, 4]);
    expect(got[0]).toMatchObject({ reason: 'EXPIRED', fromCursor: first.cursor });
  });

  it('keeps no more events than it should, and always the newest', async () => {
    await announce(db, feed, [1, 2, 3, 4, 5]);
    await feed.log.prune(0, 2);
    expect(await forgottenThrough(db.em())).toBe(3);
    await feed.log.prune(Date.now() + 1_000, 2);
    expect(await forgottenThrough(db.em())).toBe(4);
    expect(await feed.log.newest()).toBe(5);
    await feed.log.prune(0, 1_000);
    expect(await forgottenThrough(db.em())).toBe(4);
  });

  it('forgets a whole beginning, though a clock was set back meanwhile', async () => {
    await announce(db, feed, [1, 2, 3, 4]);
    const [, second, , fourth] = await db.em().find(EventRecord, {}, { orderBy: { id: 'asc' } });
    await db.em().nativeUpdate(EventRecord, { id: fourth.id }, { recordedAtMs: second.recordedAtMs - 5_000 });
    await announce(db, feed, [5]);
    await feed.log.prune(second.recordedAtMs - 1_000, 1_000);
    expect(numbers(await take(feed.subscribe({ types: TYPES, after: 0 }), 5))).toEqual([1, 2, 3, 4, 5]);
  });

  it('says no Gap where ids are missing because a transaction was rolled back', async () => {
    const cursor = await feed.log.newest();
    const failing = db.transaction(async (em) => {
      await appendEvents(em, [{ type: 'ANOMALY_OPENED', timeMs: 0, payload: { n: 'lost' } }]);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await announce(db, feed, [1, 2]);
    expect(numbers(await take(feed.subscribe({ types: TYPES, after: cursor }), 2))).toEqual([1, 2]);
    await feed.log.prune(0, 1);
    expect(numbers(await take(feed.subscribe({ types: TYPES, after: cursor }), 2))).toEqual(['GAP', 2]);
  });

  it('says Gap to who follows live, too, when what was not read yet is forgotten', async () => {
    const slow = new EventFeed(db, { heartbeatMs: 20, pollMs: 600_000 });
    await slow.start();
    const items = slow.subscribe({ types: TYPES });
    await announce(db, feed, [1, 2, 3]);
    await feed.log.prune(0, 1);
    const got = take(items, 2);
    slow.look();
    expect(numbers(await got)).toEqual(['GAP', 3]);
    await slow.stop();
  });

  it('knows the place of an instant', async () => {
    await announce(db, feed, [1, 2]);
    await new Promise((resume) => setTimeout(resume, 5));
    const between = Date.now();
    await new Promise((resume) => setTimeout(resume, 5));
    await announce(db, feed, [3]);
    const after = await feed.log.idBefore(between);
    expect(numbers(await take(feed.subscribe({ types: TYPES, after }), 1))).toEqual([3]);
    expect(await feed.log.idBefore(0)).toBe(0);
  });

  it('says Gap for a cursor that this log never gave', async () => {
    await announce(db, feed, [1]);
    const items = feed.subscribe({ types: TYPES, after: 1_000 });
    expect(await take(items, 1)).toMatchObject([
      { kind: 'GAP', reason: 'UNKNOWN_CURSOR', fromCursor: 1_000 },
    ]);
    await announce(db, feed, [2]);
    expect(numbers(await take(items, 1))).toEqual([2]);
  });
});

describe('event feed', () => {
  async function withFeed(
    options: Partial<FeedOptions>,
    run: (db: Database, feed: EventFeed) => Promise<void>,
  ) {
    const db = await sqliteInMemory.open();
    const feed = new EventFeed(db, { heartbeatMs: 20, pollMs: 1_000, ...options });
    await feed.start();
    await run(db, feed);
    await feed.stop();
    await db.close();
  }

  it('has no seam between replay and live, whatever the queue holds and whenever a subscriber joins', async () => {
    const events = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(
        events,
        events,
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        async (before, after, queueLimit, at) => {
          await withFeed({ queueLimit }, async (db, feed) => {
            await announce(
              db,
              feed,
              Array.from({ length: before }, (_, n) => n),
            );
            const from = at % (before + 1);
            const items = feed.subscribe({ types: TYPES, after: from });
            const taking = take(items, before + after - from);
            for (let n = before; n < before + after; n++) await announce(db, feed, [n]);
            const expected = Array.from({ length: before + after - from }, (_, n) => from + n);
            expect(numbers(await taking)).toEqual(expected);
            await items.return?.();
          });
        },
      ),
      { numRuns: 8 },
    );
  });

  it('applies its filter in replay and live alike, and a heartbeat moves the cursor past what was filtered', async () => {
    await withFeed({}, async (db, feed) => {
      await announce(db, feed, [1], 'JOB_CHANGED');
      await announce(db, feed, [2]);
      const odd = {
        types: TYPES,
        matches: (event: { payload: { n?: unknown } }) => Number(event.payload.n) % 2 === 1,
      };
      const items = feed.subscribe({ ...odd, after: 0 });
      await announce(db, feed, [3, 4]);
      expect(numbers(await take(items, 1))).toEqual([3]);
      let heard = await items.next();
      while (heard.value.cursor < 4) heard = await items.next();
      expect(heard.value).toMatchObject({ kind: 'HEARTBEAT', cursor: 4 });
    });
  });

  it('lets a waiting subscriber go at once', async () => {
    await withFeed({ heartbeatMs: 60_000 }, async (_db, feed) => {
      const items = feed.subscribe({ types: TYPES });
      expect((await items.next()).value).toMatchObject({ kind: 'HEARTBEAT', cursor: 0 });
      const waiting = items.next();
      await items.return?.();
      expect((await waiting).done).toBe(true);
      const aborting = new AbortController();
      const following = feed.subscribe({ types: TYPES, signal: aborting.signal });
      await following.next();
      const aborted = following.next();
      aborting.abort();
      expect((await aborted).done).toBe(true);
    });
  });
});
