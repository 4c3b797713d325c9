import { expect, test } from 'vitest';
import { openNasaLayout } from '../../src/ingest/nasa-layout.ts';

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
