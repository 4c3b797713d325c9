import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { ENTITIES } from '../../src/entities.ts';
import { WakeUp, type WakeUpBus } from '../../src/events/wake-up.ts';
import { PostgresBus } from '../../src/events/wake-up-postgresql.ts';
import { RedisBus } from '../../src/events/wake-up-redis.ts';
import { onPostgresql } from '../database.ts';
import { hasRedisServer, RedisServer } from './redis-server.ts';

const PATIENT = { timeout: 10_000, interval: 10 };

/** A bus, and how it goes down and comes back. */
interface Setting {
  bus(onFault: (error: unknown) => void): Promise<WakeUpBus>;
  /** Until it is gone: every connection that listens, or the server. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
}

async function processOn(setting: Setting) {
  const faults: unknown[] = [];
  const wakeUp = new WakeUp(await setting.bus((error) => faults.push(error)), (error) => faults.push(error));
  const listener = { events: vi.fn(), readings: vi.fn(), shares: vi.fn() };
  wakeUp.start(listener);
  onTestFinished(() => wakeUp.stop());
  await vi.waitFor(() => expect(listener.shares).toHaveBeenCalled(), PATIENT);
  return { wakeUp, faults, ...listener };
}

function promises(open: () => Promise<Setting>): void {
  it('tells the others what was committed, and which sensors have readings', async () => {
    const setting = await open();
    const [a, b] = [await processOn(setting), await processOn(setting)];
    b.events.mockClear();
    const sensors = Array.from({ length: 2_000 }, (_, i) => 1_000_000_000 + i);
    a.wakeUp.tellReadings(sensors);
    a.wakeUp.tellEvents();
    const heard = () => b.readings.mock.calls.flatMap(([ids]) => ids).sort();
    await vi.waitFor(() => expect(heard()).toEqual(sensors), PATIENT);
    await vi.waitFor(() => expect(b.events).toHaveBeenCalled(), PATIENT);
    expect(a.faults).toEqual([]);
  });

  it('is heard again after it was gone, and then says that anything may have been missed', async () => {
    const setting = await open();
    const [a, b] = [await processOn(setting), await processOn(setting)];
    for (const mock of [b.events, b.shares]) mock.mockClear();
    await setting.goDown();
    a.wakeUp.tellReadings([1]);
    await vi.waitFor(() => expect(b.faults.length).toBeGreaterThan(0), PATIENT);
    await setting.comeBack();
    await vi.waitFor(() => expect(b.shares).toHaveBeenCalled(), PATIENT);
    expect(b.events).toHaveBeenCalled();
    await vi.waitFor(() => {
      a.wakeUp.tellReadings([2]);
      expect(b.readings).toHaveBeenCalledWith([2]);
    }, PATIENT);
  });
}

onPostgresql('wake-up', (kind) =>
  promises(async () => {
    const db = await kind.open();
    onTestFinished(() => db.close());
    return {
      bus: async (onFault) => {
        const own = await openDatabase(db.url, ENTITIES);
        onTestFinished(() => own.close());
        const native = await own.native();
        if (native.dialect !== 'postgresql') throw new Error('not PostgreSQL');
        return new PostgresBus(native.pool, onFault);
      },
      goDown: async () => {
        await db.em().execute(`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()`);
      },
      comeBack: async () => {},
    };
  }),
);

if (!hasRedisServer) console.log('skipped: wake-up (Redis): no redis-server to start');
describe.skipIf(!hasRedisServer)('wake-up (Redis)', () =>
  promises(async () => {
    const server = await RedisServer.start();
    onTestFinished(() => server.stop());
    return {
      bus: async (onFault) => new RedisBus(server.url, 'telltale:test', onFault),
      goDown: () => server.kill(),
      comeBack: () => server.start(),
    };
  }),
);
