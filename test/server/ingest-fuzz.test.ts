import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plantWithSensors } from '../plant.ts';
import { startedApplication } from './running-application.ts';

const RUNS = 400;
const START = Date.UTC(2026, 0, 1);

const tag = fc.constantFrom('CONTINUOUS-S-0', 'CONTINUOUS-S-1', 'NO-SUCH');
const time = fc.integer({ min: 0, max: 500 }).map((second) => new Date(START + 1_000 * second).toISOString());
const value = fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }));
const line = fc
  .oneof(
    fc.record({ sensor: tag, time, value }),
    fc.record({
      sensor: tag,
      times: fc.array(time, { maxLength: 5 }),
      values: fc.array(value, { maxLength: 5 }),
    }),
    fc.object({ maxDepth: 2 }),
  )
  .map((item) => JSON.stringify(item));
/** Where bytes are changed, left out or doubled. */
const wound = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  length: fc.integer({ min: 0, max: 4 }),
  bytes: fc.uint8Array({ maxLength: 4 }),
});

test(`${RUNS} damaged bodies: each is answered by name, what is counted is stored, and nothing unexpected is logged`, async () => {
  const { services, url, log } = await startedApplication();
  const ids = await plantWithSensors(services.db, 2);
  const to = new URL('/ingest?historical=true', url);
  const storedCount = async () => {
    const extents = await Promise.all(ids.map((id) => services.readings.extent(id, 0, 1e15)));
    return extents.reduce((sum, extent) => sum + (extent?.count ?? 0), 0);
  };
  let counted = 0;
  const body = fc.array(line, { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(body, fc.array(wound, { maxLength: 2 }), fc.boolean(), async (lines, wounds, gzip) => {
      let bytes: Buffer = Buffer.from(lines.join('\n'));
      if (gzip) bytes = gzipSync(bytes);
      for (const { at, length, bytes: put } of wounds) {
        const from = Math.floor(at * bytes.length);
        bytes = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + length)]);
      }
      const headers = { 'content-type': 'application/x-ndjson', ...(gzip && { 'content-encoding': 'gzip' }) };
      const response = await fetch(to, { method: 'POST', headers, body: new Uint8Array(bytes) });
      const answer = await response.json();
      expect([200, 400, 413]).toContain(response.status);
      counted += (answer.ingest ?? answer).accepted;
      expect(answer.errors?.[0].extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
    }),
    { seed: 8, numRuns: RUNS },
  );
  expect(counted).toBeGreaterThan(100);
  expect(await storedCount()).toBe(counted);
  expect(log).toEqual([]);
});
