import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { ENTITIES } from '../../src/entities.ts';
import { onPostgresql } from '../database.ts';
import { type OpenLine, openLine, secondsOf } from '../live/open-line.ts';
import { plantWithSensors } from '../plant.ts';
import { pause } from './fleet.ts';

onPostgresql('two processes that take in readings', (kind) => {
  async function processOn(url: string): Promise<OpenLine> {
    const own = await openDatabase(url, ENTITIES);
    onTestFinished(() => own.close());
    return openLine(own);
  }

  it('agree on what is late: the second looks for the newest reading when the first has stored its own', async () => {
    const db = await kind.open();
    onTestFinished(() => db.close());
    const [sensor, other] = await plantWithSensors(db, 2);
    const { promise: looked, resolve: hasLooked } = Promise.withResolvers<void>();
    const { promise: goingOn, resolve: goOn } = Promise.withResolvers<void>();
    const { line: first, store } = await processOn(db.url);
    const { line: second } = await processOn(db.url);
    const latest = store.latest.bind(store);
    store.latest = async (ids) => {
      const found = await latest(ids);
      hasLooked();
      await goingOn;
      return found;
    };
    const newer = first.record({ series: [secondsOf(sensor, [1, 2], 10)], historical: false });
    await looked;
    const older = second.record({ series: [secondsOf(sensor, [1, 2], 5)], historical: false });
    expect(await Promise.race([older, pause(300)])).toBeUndefined();
    goOn();
    expect(await newer).toMatchObject([{ accepted: 2, late: 0 }]);
    expect(await older).toMatchObject([{ accepted: 2, late: 2 }]);
    const elsewhere = await second.record({ series: [secondsOf(other, [1], 0)], historical: false });
    expect(elsewhere).toMatchObject([{ accepted: 1, late: 0 }]);
  });
});
