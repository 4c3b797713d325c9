import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runScript } from '../scripts/terminal/failure.ts';
import { withProgress } from '../scripts/terminal/progress.ts';
import { table } from '../scripts/terminal/table.ts';
import { wholeNumber } from '../scripts/terminal/whole-number.ts';
import { openDatabase } from '../src/db/database.ts';
import { ENTITIES } from '../src/entities.ts';
import { openReadings } from '../src/readings/open-store.ts';
import { FolderArtifacts } from '../src/registry/folder-artifacts.ts';
import { Registry } from '../src/registry/registry.ts';
import { type FleetSize, seedReadings, seedSensors, seedVersions } from './fleet-forecast/fleet.ts';
import { readFleet } from './fleet-forecast/read-fleet.ts';
import { MeasuredProcess } from './live/measured-process.ts';
import { spread, writeResult } from './result.ts';

const USAGE = `npm run bench:fleet-forecast -- [options]

A fleet whose sensors share forecasting versions, asked for page by page through the API of a server in a process of its
own, on SQLite: once when every forecast has to be made, and once more when all are stored. Prints forecasts per second
and how long the server's event loop was held (monitorEventLoopDelay, resolution 10 ms, which is part of the figure).
The result is bench/results/fleet-forecast.json.

  --sensors N   sensors, 100 to 100000 (10000)
  --versions N  versions that they share, 1 to 1000 (100)
  --horizon N   steps, 1 to 96 (24)
  --json        prints the result as JSON
  --help        prints this`;

const PAGE = 100;
const READINGS = 336;
/** Longest that the loop may be held, in the 99th percentile. */
const TARGET_LOOP_P99_MS = 50;

async function seed(folder: string, size: FleetSize): Promise<void> {
  const db = await openDatabase(`sqlite:${join(folder, 'telltale.db')}`, ENTITIES);
  const readings = await openReadings(db);
  const registry = new Registry(db, new FolderArtifacts(join(folder, 'artifacts')), { wake: () => {} });
  const rooms = { db, readings, registry };
  const sensorIds = await withProgress('sensors', size.sensors, ({ update }) =>
    seedSensors(db, size, update),
  );
  await withProgress('readings', size.sensors, ({ update }) => seedReadings(rooms, sensorIds, size, update));
  await withProgress('versions', size.versions, ({ update }) => seedVersions(rooms, sensorIds, size, update));
  readings.close();
  await db.close();
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

async function walk(server: MeasuredProcess, name: string, { sensors, horizon }: FleetSize) {
  await server.gauge();
  const { forecasts, byVersion, seconds, pageMs } = await withProgress(name, sensors, ({ update }) =>
    readFleet(server.url, PAGE, horizon, update),
  );
  const gauge = await server.gauge();
  return {
    forecasts,
    byVersion,
    forecastsPerSecond: Math.round(forecasts / seconds),
    pageMs: spread(pageMs),
    loopDelayP99Ms: rounded(gauge.loopDelayP99Ms),
    loopDelayMaxMs: rounded(gauge.loopDelayMaxMs),
    rssMb: Math.round(gauge.rssMb),
  };
}

type Row = Awaited<ReturnType<typeof walk>>;

const textOf = (rows: Readonly<Record<string, Row>>): string =>
  table(
    ['', 'forecasts', 'by a version', 'a second', 'page ms', 'loop p99 ms', 'loop max ms', 'RSS MB'],
    Object.entries(rows).map(([name, row]) => [
      name,
      ...[row.forecasts, row.byVersion, row.forecastsPerSecond].map((one) => one.toLocaleString('en')),
      row.pageMs.median.toFixed(0),
      row.loopDelayP99Ms.toFixed(1),
      row.loopDelayMaxMs.toFixed(1),
      String(row.rssMb),
    ]),
  );

await runScript(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      sensors: { type: 'string' },
      versions: { type: 'string' },
      horizon: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const size: FleetSize = {
    sensors: wholeNumber('sensors', values.sensors, 10_000, 100, 100_000),
    versions: wholeNumber('versions', values.versions, 100, 1, 1_000),
    horizon: wholeNumber('horizon', values.horizon, 24, 1, 96),
    readings: READINGS,
  };
  const folder = await mkdtemp(join(tmpdir(), 'telltale-fleet-'));
  try {
    await seed(folder, size);
    const server = await MeasuredProcess.start('live/server.ts', {
      DATABASE_URL: `sqlite:${join(folder, 'telltale.db')}`,
      ARTIFACTS_DIR: join(folder, 'artifacts'),
      PORT: '0',
    });
    const rows: Record<string, Row> = {};
    try {
      rows.made = await walk(server, 'made', size);
      rows['asked again'] = await walk(server, 'again', size);
    } finally {
      await server.stop();
    }
    const targets = { loopDelayP99Ms: TARGET_LOOP_P99_MS };
    const result = writeResult('fleet-forecast', { ...size, page: PAGE, targets, rows });
    console.log(values.json ? JSON.stringify(result) : textOf(rows));
    return 0;
  } finally {
    await rm(folder, { recursive: true });
  }
});
