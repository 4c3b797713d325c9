import { describe, expect, onTestFinished, test } from 'vitest';
import { importNasa } from '../../src/ingest/nasa-import.ts';
import { openNasaLayout } from '../../src/ingest/nasa-layout.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import { onEachDatabase } from '../database.ts';

const dir = process.env.TELLTALE_NASA_DIR;
if (!dir) console.log('skipped: the public telemetry (set TELLTALE_NASA_DIR to its folder)');

test.skipIf(!dir)('all 82 public channels open, every value of them read, within seconds', async () => {
  const started = performance.now();
  const { channels } = await openNasaLayout(String(dir));
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(channels).toHaveLength(82);
  expect(channels.filter(({ spacecraft }) => spacecraft === 'SMAP')).toHaveLength(55);
  // T-10 is listed with SMAP although it has the columns of MSL: the list wins.
  const odd = channels.filter(({ spacecraft, columns }) => columns !== (spacecraft === 'SMAP' ? 25 : 55));
  expect(odd.map(({ channel }) => channel)).toEqual(['T-10']);
  const first = channels.find(({ channel }) => channel === 'P-1');
  expect(first).toMatchObject({ subsystem: 'P', testRows: 8505 });
  expect((await first?.loadTrain())?.rows).toBe(first?.trainRows);
});

describe.skipIf(!dir)('the public telemetry', () => {
  onEachDatabase('an import of all 82 channels', (database) => {
    test('is done within a minute, and adds nothing the second time', async () => {
      const db = await database.open();
      const store = await openReadings(db);
      onTestFinished(async () => {
        store.close();
        await db.close();
      });
      const layout = await openNasaLayout(String(dir));
      const started = performance.now();
      const summary = await importNasa(db, store, layout);
      console.log(
        `82 channels in ${((performance.now() - started) / 1_000).toFixed(1)} s (${database.name})`,
      );
      expect(summary).toMatchObject({ channels: 82, sensors: 82 + 2_808 });
      expect(summary.readings).toBeGreaterThan(196_746);
      expect(performance.now() - started).toBeLessThan(60_000);
      expect(await importNasa(db, store, layout)).toEqual({
        channels: 82,
        sensors: 0,
        readings: 0,
        labels: 0,
      });
    }, 120_000);
  });
});
