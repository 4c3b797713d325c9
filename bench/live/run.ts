import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { encodeId } from '../../schema/global-id.ts';
import { openDatabase } from '../../src/db/database.ts';
import { scoredThrough } from '../../src/detection/scored-through.ts';
import { ENTITIES } from '../../src/entities.ts';
import { EventRecord } from '../../src/events/event-record.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import { Registry } from '../../src/registry/registry.ts';
import type { Gauge, Hot } from './gauge.ts';
import { Generator } from './generator.ts';
import { MeasuredProcess } from './measured-process.ts';
import { enterPlant } from './plant.ts';
import { Watchers } from './watchers.ts';

export interface Load {
  readonly sensors: number;
  readonly seconds: number;
  readonly profiled: boolean;
}

/** What one run has shown. Times are from the sending of a batch to the frame of a subscriber, in milliseconds. */
export interface Figures {
  readonly sensors: number;
  readonly seconds: number;
  readonly sent: number;
  /** Readings that were not taken, not stored or not judged at the end, and anomaly events that a screen did not get. */
  readonly dropped: number;
  readonly droppedOf: Readonly<Record<'taken' | 'judged' | 'delivered', number>>;
  readonly frames: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly anomalies: number;
  readonly anomalyP99Ms: number;
  readonly rssMb: number;
  /** The median of the last fifth against that of the second fifth. */
  readonly rssGrowthMb: number;
  readonly cpuShare: number;
  readonly cpuMicrosecondsPerReading: number;
  readonly loopDelayP99Ms: number;
  readonly hot: readonly Hot[];
}

const SCREENS_PER_TRANSPORT = 10;
const WATCHED_SENSORS = 200;
const WATCHING_SCREENS = 2;
const WARM_UP_SECONDS = 10;
const LONGEST_BACKLOG_S = 30;

const rounded = (value: number, digits = 1) => Math.round(value * 10 ** digits) / 10 ** digits;
const at = (sorted: readonly number[], share: number) =>
  sorted.length === 0 ? Number.NaN : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
const median = (values: readonly number[]) =>
  at(
    values.toSorted((a, b) => a - b),
    0.5,
  );
const ascending = (values: readonly number[]) => values.toSorted((a, b) => a - b);

/** Enough sensors spread over all batches, dealt out to the screens. */
function watchedOf(ids: readonly string[]): string[][] {
  const step = Math.max(1, Math.floor(ids.length / WATCHED_SENSORS)) | 1;
  const watched = Array.from(
    { length: Math.min(WATCHED_SENSORS, ids.length) },
    (_, i) => ids[(i * step) % ids.length],
  );
  const unique = [...new Set(watched)];
  return Array.from({ length: WATCHING_SCREENS }, (_, screen) =>
    unique.filter((_, i) => i % WATCHING_SCREENS === screen),
  );
}

interface Samples {
  readonly gauges: Gauge[];
  readonly hot: readonly Hot[];
}

async function sample(server: MeasuredProcess, load: Load, say: (text: string) => void): Promise<Samples> {
  const gauges: Gauge[] = [];
  let hot: Promise<readonly Hot[]> = Promise.resolve([]);
  for (let second = 0; second < load.seconds; second++) {
    await pause(1_000);
    gauges.push(await server.gauge());
    if (load.profiled && second === Math.floor(load.seconds / 3)) hot = server.profile();
    say(`${second + 1} of ${load.seconds} s`);
  }
  return { gauges, hot: await hot };
}

/** The product under the load, from a fresh database to the last judgement. */
export async function runLive(load: Load, say: (text: string) => void): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-live-'));
  const databaseUrl = `sqlite:${join(folder, 'telltale.db')}`;
  const artifacts = join(folder, 'artifacts');
  const db = await openDatabase(databaseUrl, ENTITIES);
  try {
    const registry = new Registry(db, new FolderArtifacts(artifacts), { wake: () => {} });
    const sensorIds = await enterPlant(db, registry, load.sensors, (done) =>
      say(`fitted ${done} of ${load.sensors} models`),
    );
    const ids = sensorIds.map((id) => encodeId('Sensor', id));
    const server = await MeasuredProcess.start('live/server.ts', {
      PORT: '0',
      DATABASE_URL: databaseUrl,
      ARTIFACTS_DIR: artifacts,
      LOG_LEVEL: 'warn',
    });
    const watchers = new Watchers(server.url);
    await watchers.open(SCREENS_PER_TRANSPORT, watchedOf(ids));
    const generator = new Generator(server.url, ids);
    generator.start();
    await pause(WARM_UP_SECONDS * 1_000);
    watchers.reset();
    const before = await server.gauge();
    const sentBefore = generator.sent;
    const { gauges, hot } = await sample(server, load, say);
    const sentWhile = generator.sent - sentBefore;
    await generator.stop();
    const behind = async () => {
      const through = await scoredThrough(db.em(), sensorIds);
      return through.filter((throughMs, i) => throughMs !== generator.lastMs[i]).length;
    };
    for (let s = 0; s < LONGEST_BACKLOG_S && (await behind()) > 0; s++) await pause(1_000);
    await pause(500);
    const store = await openReadings(db);
    let stored = 0;
    for (const id of sensorIds) stored += (await store.extent(id, 0, Number.MAX_SAFE_INTEGER))?.count ?? 0;
    store.close();
    const announced = await db.em().count(EventRecord, { type: { $like: 'ANOMALY%' } });
    const delivered = watchers.cursors.map((cursors) => new Set(cursors).size);
    const droppedOf = {
      taken: generator.sent - stored,
      judged: await behind(),
      delivered: delivered.reduce((sum, each) => sum + Math.max(0, announced - each), 0),
    };
    watchers.close();
    await server.stop();
    const latencies = ascending([...watchers.anomalies, ...watchers.detections]);
    const fifth = Math.max(1, Math.floor(gauges.length / 5));
    const rss = gauges.map(({ rssMb }) => rssMb);
    const cpu = gauges[gauges.length - 1].cpuMicroseconds - before.cpuMicroseconds;
    return {
      sensors: load.sensors,
      seconds: load.seconds,
      sent: generator.sent,
      dropped: droppedOf.taken + droppedOf.judged + droppedOf.delivered,
      droppedOf,
      frames: latencies.length,
      p50Ms: rounded(at(latencies, 0.5)),
      p99Ms: rounded(at(latencies, 0.99)),
      maxMs: rounded(latencies.at(-1) ?? Number.NaN),
      anomalies: announced,
      anomalyP99Ms: rounded(at(ascending(watchers.anomalies), 0.99)),
      rssMb: rounded(rss[rss.length - 1]),
      rssGrowthMb: rounded(median(rss.slice(-fifth)) - median(rss.slice(fifth, 2 * fifth))),
      cpuShare: rounded(cpu / (load.seconds * 1e6), 3),
      cpuMicrosecondsPerReading: rounded(cpu / sentWhile),
      loopDelayP99Ms: rounded(median(gauges.map(({ loopDelayP99Ms }) => loopDelayP99Ms))),
      hot,
    };
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** CPU of the bare server for each of the same readings, in microseconds. */
export async function runFloor(load: Load): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-floor-'));
  const server = await MeasuredProcess.start('live/floor.ts', { FLOOR_DATABASE: join(folder, 'floor.db') });
  const ids = Array.from({ length: load.sensors }, (_, i) => encodeId('Sensor', i + 1));
  const generator = new Generator(server.url, ids);
  generator.start();
  await pause(WARM_UP_SECONDS * 1_000);
  const before = await server.gauge();
  const sentBefore = generator.sent;
  await pause(load.seconds * 1_000);
  const used = (await server.gauge()).cpuMicroseconds - before.cpuMicroseconds;
  const sent = generator.sent - sentBefore;
  await generator.stop();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
  return rounded(used / sent);
}
