import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../src/db/database.ts';
import { LiveDetectors } from '../../src/detection/live-detectors.ts';
import { PartitionLeases } from '../../src/detection/partition-leases.ts';
import { PARTITIONS } from '../../src/detection/scoring-partition.ts';
import { LeaseLostError } from '../../src/detection/sensor-share.ts';
import { ENTITIES } from '../../src/entities.ts';
import { EventFeed } from '../../src/events/feed.ts';
import { WakeUp, type WakeUpBus } from '../../src/events/wake-up.ts';
import { LeasedShare } from '../../src/live/leased-share.ts';
import { Scorer } from '../../src/live/scorer.ts';
import { SilenceWatch } from '../../src/live/silence-watch.ts';
import { TelemetryFeed } from '../../src/live/telemetry.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import type { ReadingsStore } from '../../src/readings/store.ts';
import { onPostgresql } from '../database.ts';
import { conclusions, openLine, secondsOf } from '../live/open-line.ts';
import { plateaus } from '../live/signals.ts';
import { plantWithSensors } from '../plant.ts';

const LEASE_MS = 60_000;
const SILENT: WakeUpBus = { open: () => {}, send: async () => {}, close: async () => {} };

onPostgresql('leases of sensors', (kind) => {
  let db: Database & { url: string };
  let sensors: number[];

  beforeAll(async () => {
    db = await kind.open();
    sensors = await plantWithSensors(db, 4);
    await new PartitionLeases(db, 'any', LEASE_MS).prepare();
  });
  afterAll(() => db.close());

  it('are prepared once, however many processes start at once on an empty database', async () => {
    const empty = await kind.open();
    onTestFinished(() => empty.close());
    await empty.em().execute('drop schema public cascade');
    await empty.em().execute('create schema public');
    const opened = await Promise.all([1, 2, 3, 4].map(() => openDatabase(empty.url, ENTITIES)));
    await Promise.all(opened.map((one) => new PartitionLeases(one, 'any', LEASE_MS).prepare()));
    for (const one of opened) await one.close();
    const [{ count }] = await empty.em().execute('select count(*)::int as count from scoring_partition');
    expect(count).toBe(PARTITIONS);
  });

  const join = (owner: string) => {
    const leases = new PartitionLeases(db, owner, LEASE_MS);
    onTestFinished(() => leases.leave());
    return leases;
  };
  const expire = (owner: string) =>
    db.em().execute('update scoring_partition set lease_until_ms = 0 where owner = ?', [owner]);
  const sizes = async (all: PartitionLeases[]) => {
    const held = [];
    for (const leases of [...all, ...all]) held.push((await leases.beat()).held);
    return held.slice(all.length);
  };

  it('give every process its fair share, and all of it to whoever is left', async () => {
    const [a, b, c] = [join('a'), join('b'), join('c')];
    expect((await a.beat()).held.size).toBe(PARTITIONS);
    expect((await sizes([a, b])).map(({ size }) => size)).toEqual([32, 32]);
    const three = await sizes([a, b, c]);
    expect(Math.max(...three.map(({ size }) => size))).toBe(22);
    expect(new Set(three.flatMap((held) => [...held.keys()])).size).toBe(PARTITIONS);
    await a.leave();
    await c.leave();
    expect((await b.beat()).held.size).toBe(PARTITIONS);
  });

  it('never belong to two, however many processes ask at once', async () => {
    const all = Array.from({ length: 8 }, (_, i) => join(`p${i}`));
    for (let round = 0; round < 4; round++) {
      const held = await Promise.all(all.map((leases) => leases.beat()));
      const partitions = held.flatMap((one) => [...one.held.keys()]);
      expect(new Set(partitions).size).toBe(partitions.length);
    }
  });

  it('fence off a process whose lease has run out, whether or not another has taken its place', async () => {
    const [a, b] = [join('a'), join('b')];
    const { held: claim } = await a.beat();
    await db.transaction((em) => a.guard(em, claim));
    await expire('a');
    await expect(db.transaction((em) => a.guard(em, claim))).rejects.toThrow(LeaseLostError);
    await b.beat();
    await expect(db.transaction((em) => a.guard(em, claim))).rejects.toThrow(LeaseLostError);
    const { held: again } = await a.beat();
    for (const [partition, epoch] of again) expect(epoch).toBeGreaterThan(claim.get(partition) as number);
  });

  it('cannot be taken while their owner writes, and can be renewed', async () => {
    const [a, b] = [join('a'), join('b')];
    const { held: claim } = await a.beat();
    await db.transaction(async (em) => {
      await a.guard(em, claim);
      expect((await a.beat()).held.size).toBe(PARTITIONS);
      await expire('a');
      expect((await b.beat()).held.size).toBe(0);
    });
    expect((await b.beat()).held.size).toBe(32);
  });

  /** A process as the server puts it together, over a connection pool of its own. */
  async function scorerOf(owner: string, wrap: (store: ReadingsStore) => ReadingsStore = (store) => store) {
    const own = await openDatabase(db.url, ENTITIES);
    const store = wrap(await openReadings(own));
    const onFault = (error: unknown) => {
      throw error;
    };
    const share = new LeasedShare(
      new PartitionLeases(own, owner, LEASE_MS),
      new WakeUp(SILENT, onFault),
      onFault,
    );
    const detectors = new LiveDetectors(
      async () => new Uint8Array(),
      store,
      onFault,
      async () => [],
    );
    const silence = new SilenceWatch(own, share, onFault);
    const options = { onStep: () => {}, onFault, latenessMs: 0, share, silence };
    const scorer = new Scorer(own, store, detectors, new EventFeed(own), new TelemetryFeed(), options);
    await share.start(LEASE_MS, () => {});
    await scorer.start();
    onTestFinished(async () => {
      await scorer.stop();
      await share.stop();
      await own.close();
    });
    return { scorer, share };
  }

  it('let a paused process that wakes after its lease has run out change nothing', async () => {
    const [alone, shared] = sensors;
    const signal = plateaus(600, 3);
    const whole = await openLine(db);
    await whole.line.record({ series: [secondsOf(alone, signal)], historical: false });
    await whole.scorer.idle();
    const expected = await conclusions(db, alone);
    await whole.scorer.stop();
    await whole.line.record({ series: [secondsOf(shared, signal)], historical: false });

    const { promise: isPaused, resolve: paused } = Promise.withResolvers<void>();
    const { promise: awake, resolve: wake } = Promise.withResolvers<void>();
    const sleeper = await scorerOf('sleeper', (store) => {
      const read = store.unscored.bind(store);
      const unscored: ReadingsStore['unscored'] = async (...asked) => {
        const columns = await read(...asked);
        paused();
        await awake;
        return columns;
      };
      return Object.assign(store, { unscored });
    });
    await isPaused;
    await expire('sleeper');
    const waker = await scorerOf('waker');
    await waker.share.refresh();
    await waker.scorer.start();
    await waker.scorer.idle();
    const before = await conclusions(db, shared);
    wake();
    await sleeper.scorer.idle();
    expect(sleeper.share.holds(shared)).toBe(false);
    expect(await conclusions(db, shared)).toEqual(before);
    expect(before).toEqual(expected);
  });
});
