import { expect, test } from 'vitest';
import type { SensorFacts } from '../../src/equipment/sensor-facts.ts';
import { type IngestLine, ingest } from '../../src/ingest/ingest.ts';
import { IngestTally } from '../../src/ingest/ingest-tally.ts';
import type { SentItem } from '../../src/ingest/sent-item.ts';
import type { SeriesInput } from '../../src/readings/batch.ts';

const PER_CHUNK = 10;
const SENSOR = { id: 1, tag: 'S', kind: 'CONTINUOUS', isRetired: false } as SensorFacts;

/** Chunks of readings, one second apart; tells how many were asked for. */
function source(chunks: number, fails?: Error) {
  const asked = { chunks: 0 };
  const items = async function* (): AsyncGenerator<SentItem[]> {
    while (asked.chunks < chunks) {
      const from = asked.chunks++ * PER_CHUNK;
      yield Array.from({ length: PER_CHUNK }, (_, i) => ({
        line: from + i + 1,
        sensor: { tag: 'S' },
        timeMs: 1_000 * (from + i),
        value: i,
        quality: 'GOOD' as const,
      }));
    }
    if (fails) throw fails;
  };
  return { asked, items: items() };
}

/** A line that stores a batch when it is told to. */
function line(mostReadings: number) {
  const waiting: (() => void)[] = [];
  const stored: number[][] = [];
  const ports: IngestLine = {
    mostReadings,
    sensors: async (names) => names.map(() => SENSOR),
    record: async (series: readonly SeriesInput[]) => {
      await new Promise<void>((go) => waiting.push(go));
      stored.push(series.flatMap(({ times }) => [...times]));
      return series.map(({ sensorId, times }) => ({
        sensorId,
        accepted: times.length,
        duplicates: 0,
        late: 0,
        backfilled: 0,
        rejected: [],
      }));
    },
  };
  return { ports, waiting, stored };
}

test('nothing more is read while a batch is stored, and a batch never grows beyond its size by more than a chunk', async () => {
  const { asked, items } = source(12);
  const { ports, waiting, stored } = line(30);
  const done = ingest(items, ports, new IngestTally());
  for (const chunks of [3, 6, 9, 12]) {
    await expect.poll(() => waiting.length).toBe(1);
    expect(asked.chunks).toBe(chunks);
    waiting.pop()?.();
  }
  await done;
  expect(stored.map((times) => times.length)).toEqual([30, 30, 30, 30]);
});

test('of a batch that has begun when the source fails nothing is stored, and the tally says what was', async () => {
  const { items } = source(5, new Error('the source failed'));
  const { ports, waiting, stored } = line(40);
  const tally = new IngestTally();
  const done = ingest(items, ports, tally);
  await expect.poll(() => waiting.length).toBe(1);
  waiting.pop()?.();
  await expect(done).rejects.toThrow('the source failed');
  expect(stored).toHaveLength(1);
  expect(tally.toJSON()).toMatchObject({ acknowledgedLines: 40, accepted: 40, batches: 1 });
});

test('columns without readings are no readings: they neither stand in the way of others nor are they kept', async () => {
  const sensor = { tag: 'S' };
  const none = { sensor, times: [], values: [], qualities: null };
  const items = async function* (): AsyncGenerator<SentItem[]> {
    yield [
      { line: 1, ...none },
      { line: 2, sensor, timeMs: 1_000, value: 1, quality: 'GOOD' },
      { line: 3, ...none },
    ];
  };
  const recorded: SeriesInput[] = [];
  const record = async (series: readonly SeriesInput[]) => {
    recorded.push(...series);
    return [];
  };
  const tally = new IngestTally();
  await ingest(items(), { ...line(30).ports, record }, tally);
  expect(recorded.map(({ times }) => times)).toEqual([[1_000]]);
  expect(tally.acknowledgedLines).toBe(3);
});
