import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { sensorSignals } from '../../src/detection/sensor-signal.ts';
import { EquipmentTree } from '../../src/equipment/equipment-tree.ts';
import { EventRecord } from '../../src/events/event-record.ts';
import { onEachDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';
import { type OpenLine, openLine, secondsOf } from './open-line.ts';

const SENSORS = 12;
const SILENT_AFTER_MS = 60_000;

onEachDatabase('the watch for silence', (kind) => {
  let db: Database;
  let sensors: number[];
  let next = 0;
  const unused = () => sensors[next++ % SENSORS];

  beforeAll(async () => {
    db = await kind.open();
    sensors = await plantWithSensors(db, SENSORS);
  });
  afterAll(() => db.close());
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const states = async (sensorId: number) => {
    const events = await db
      .em()
      .find(EventRecord, { sensorId, type: 'SIGNAL_CHANGED' }, { orderBy: { id: 'asc' } });
    return events.map(({ payload }) => JSON.parse(payload).state);
  };
  const record = async ({ line, scorer }: OpenLine, id: number, values: (number | null)[], from = 0) => {
    await line.record({ series: [secondsOf(id, values, from)], historical: false });
    await scorer.idle();
  };
  /** Time goes by as for a process that runs: tick by tick. */
  const wait = async ({ scorer, silence }: OpenLine, ms: number) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      vi.advanceTimersByTime(1_000);
      await silence.loaded();
      await scorer.idle();
    }
  };

  it('announces a sensor of which nothing is heard, once, and its coming back', async () => {
    const open = await openLine(db);
    const id = unused();
    await record(open, id, [1, 2, 3]);
    await wait(open, SILENT_AFTER_MS - 2_000);
    expect(await states(id)).toEqual(['LIVE']);
    await wait(open, 3 * SILENT_AFTER_MS);
    expect(await states(id)).toEqual(['LIVE', 'SILENT']);
    const [signal] = await sensorSignals(db.em(), [id]);
    expect(signal).toMatchObject({ state: 'SILENT', usableMs: Date.UTC(2024, 0, 1) + 2_000 });
    await record(open, id, [4], 500);
    expect(await states(id)).toEqual(['LIVE', 'SILENT', 'LIVE']);
  });

  it('hears every reading, late ones too, but not what is entered as history', async () => {
    const open = await openLine(db);
    const id = unused();
    await record(open, id, [1, 2, 3], 10);
    await wait(open, 40_000);
    await record(open, id, [2], 5);
    await wait(open, 40_000);
    await open.line.record({ series: [secondsOf(id, [1, 2], 20)], historical: true });
    expect(await states(id)).toEqual(['LIVE']);
    await wait(open, 25_000);
    expect(await states(id)).toEqual(['LIVE', 'SILENT']);
  });

  it('gives a source time to come back after the server itself was away', async () => {
    const id = unused();
    const first = await openLine(db);
    await record(first, id, [1, 2, 3]);
    await first.stop();
    vi.setSystemTime(Date.now() + 10 * SILENT_AFTER_MS);
    const second = await openLine(db);
    await wait(second, SILENT_AFTER_MS - 2_000);
    expect(await states(id)).toEqual(['LIVE']);
    await record(second, id, [4], 100);
    await wait(second, SILENT_AFTER_MS - 2_000);
    expect(await states(id)).toEqual(['LIVE']);
    await wait(second, 4_000);
    expect(await states(id)).toEqual(['LIVE', 'SILENT']);
  });

  it('takes a clock that jumps, or a pause, for its own absence', async () => {
    const open = await openLine(db);
    const id = unused();
    await record(open, id, [1, 2, 3]);
    vi.setSystemTime(Date.now() + 3_600_000);
    await wait(open, 30_000);
    vi.setSystemTime(Date.now() - 7_200_000);
    await wait(open, SILENT_AFTER_MS - 3_000);
    expect(await states(id)).toEqual(['LIVE']);
    await wait(open, 6_000);
    expect(await states(id)).toEqual(['LIVE', 'SILENT']);
  });

  it('says nothing of a sensor that is retired, or where it is switched off', async () => {
    const open = await openLine(db);
    const tree = new EquipmentTree(db);
    const [retired, off] = [unused(), unused()];
    await record(open, retired, [1, 2, 3]);
    await tree.retireSensor(retired);
    await tree.updateSensor(off, { signal: { silentAfterMs: 0 } }, 'test');
    await record(open, off, [1, 2, 3]);
    await wait(open, 3 * SILENT_AFTER_MS);
    expect(await states(retired)).toEqual(['LIVE']);
    expect(await states(off)).toEqual(['LIVE']);
  });

  it('notices within a minute that a sensor may be silent for less long', async () => {
    const open = await openLine(db);
    const tree = new EquipmentTree(db);
    const id = unused();
    await tree.updateSensor(id, { signal: { silentAfterMs: 3_600_000 } }, 'test');
    await record(open, id, [1, 2, 3]);
    await tree.updateSensor(id, { signal: { silentAfterMs: 5_000 } }, 'test');
    await wait(open, 70_000);
    expect(await states(id)).toEqual(['LIVE', 'SILENT']);
  });

  it('sees that a sensor has dropped out or is stuck, with the readings that show it', async () => {
    const open = await openLine(db);
    const tree = new EquipmentTree(db);
    const id = unused();
    await tree.updateSensor(id, { signal: { silentAfterMs: 10_000, stuckAfterReadings: 5 } }, 'test');
    await record(open, id, [1, 2, ...Array(12).fill(null), 3, 4, 4, 4, 4, 4, 5]);
    expect(await states(id)).toEqual(['LIVE', 'DROPPED_OUT', 'LIVE', 'STUCK', 'LIVE']);
  });
});
