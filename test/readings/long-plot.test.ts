import { expect, it } from 'vitest';
import { openReadings } from '../../src/readings/open-store.ts';
import { onEachDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';

/** More than two portions of either database. */
const COUNT = 110_000;

onEachDatabase('a plot of a long range', (kind) => {
  it('misses nothing between its portions, lets others have their turn, and ends when it is given up', async () => {
    const db = await kind.open();
    const store = await openReadings(db);
    const [sensorId] = await plantWithSensors(db, 1);
    const columns = {
      sensorId,
      times: Float64Array.from({ length: COUNT }, (_, i) => i),
      values: Float64Array.from({ length: COUNT }, (_, i) => i),
      qualities: new Uint8Array(COUNT),
    };
    await db.transaction((em) => store.append(em, [columns], { receivedMs: 5, historical: true }));
    const plot = await store.plot(sensorId, 0, COUNT, 4 * COUNT);
    expect(plot.times).toEqual(columns.times);
    const given = new AbortController();
    setImmediate(() => given.abort(new Error('given up')));
    await expect(store.until(given.signal).plot(sensorId, 0, COUNT, 100)).rejects.toThrow('given up');
    store.close();
    await db.close();
  });
});
