import { expect, it, onTestFinished } from 'vitest';
import { openReadings } from '../../src/readings/open-store.ts';
import type { ReadingsStore } from '../../src/readings/store.ts';
import { onEachDatabase, onPostgresql } from '../database.ts';
import { plantWithSensors } from '../plant.ts';
import { lockReadings } from './locked-readings.ts';

const reads: readonly (readonly [string, (store: ReadingsStore, id: number) => Promise<unknown>])[] = [
  ['range', (store, id) => store.range(id, 0, 9)],
  ['ranges', (store, id) => store.ranges([{ sensorId: id, fromMs: 0, toMs: 9 }])],
  ['unscored', (store, id) => store.unscored(id, 0, 9)],
  ['extent', (store, id) => store.extent(id, 0, 9)],
  ['receivedTimes', (store, id) => store.receivedTimes(id, 0, 9)],
  ['before', (store, id) => store.before(id, 9, 9)],
  ['latest', (store, id) => store.latest([id])],
  ['plot', (store, id) => store.plot(id, 0, 9, 9)],
  ['valuesAt', (store, id) => store.valuesAt([id], Float64Array.of(1, 2))],
];

onEachDatabase('a store for someone who has given up', (kind) => {
  it.each(reads)('reads nothing with %s', async (_, read) => {
    const db = await kind.open();
    onTestFinished(() => db.close());
    const store = await openReadings(db);
    const [id] = await plantWithSensors(db, 1);
    await read(store.until(new AbortController().signal), id);
    await expect(read(store.until(AbortSignal.abort('given up')), id)).rejects.toBe('given up');
    await read(store, id);
    store.close();
  });
});

onPostgresql('a read that is given up', (kind) => {
  it.each(reads)('of %s is cancelled, and nothing else on its connection', async (_, read) => {
    const db = await kind.open();
    onTestFinished(() => db.close());
    const store = await openReadings(db);
    const [id] = await plantWithSensors(db, 1);
    const locked = await lockReadings(db);
    const given = new AbortController();
    const under = read(store.until(given.signal), id);
    const other = read(store, id);
    await locked.waiting(2);
    given.abort('given up');
    await expect(under).rejects.toBe('given up');
    await locked.waiting(1);
    await locked.unlock();
    await other;
    for (let i = 0; i < 20; i++) await read(store, id);
  });

  it('while all connections of the pool wait is cancelled', async () => {
    const db = await kind.open();
    onTestFinished(() => db.close());
    const store = await openReadings(db);
    const [id] = await plantWithSensors(db, 1);
    const locked = await lockReadings(db);
    const given = new AbortController();
    const under = Array.from({ length: 12 }, () => store.until(given.signal).latest([id]));
    const outcomes = Promise.allSettled(under);
    await locked.waiting(9);
    given.abort('given up');
    expect(await outcomes).toEqual(under.map(() => ({ status: 'rejected', reason: 'given up' })));
    await locked.waiting(0);
    await locked.unlock();
    expect((await store.latest([id])).size).toBe(0);
  });
});
