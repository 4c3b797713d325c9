import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase } from '../../src/db/database.ts';
import { ENTITIES } from '../../src/entities.ts';
import { Job } from '../../src/jobs/job.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import { plantWithSensors } from '../../test/plant.ts';
import { healthy } from '../live/signal.ts';
import type { JobsGauge } from './server.ts';

export interface Load {
  readonly sensors: number;
  readonly samples: number;
  readonly workers: number;
}

export interface Figures extends Load {
  readonly succeeded: number;
  readonly seconds: number;
  readonly jobsPerSecond: number;
  /** From the mutation's start to its answer. */
  readonly answeredMs: number;
  readonly workerUtilisation: number;
  readonly loopDelayP99Ms: number;
  readonly loopDelayMaxMs: number;
  readonly rssMb: number;
}

const TRAIN = /* GraphQL */ `
  mutation { trainModels(input: { sensors: { everything: true }, model: { discordEnvelope: {} } }) {
    ... on TrainModelsBatch { items { outcome { __typename } } } ... on Error { message } } }
`;

async function ask<T>(url: string, query: string): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

async function prepare(databaseUrl: string, { sensors, samples }: Load): Promise<void> {
  const db = await openDatabase(databaseUrl, ENTITIES);
  const readings = await openReadings(db);
  const times = Float64Array.from({ length: samples }, (_, k) => 1_000 * k);
  for (const [i, sensorId] of (await plantWithSensors(db, sensors)).entries()) {
    const values = times.map((_, k) => healthy(i, k));
    const batch = [{ sensorId, times, values, qualities: new Uint8Array(samples) }];
    await db.transaction((em) => readings.append(em, batch, { receivedMs: 0, historical: true }));
  }
  readings.close();
  await db.close();
}

/** One mutation that trains every sensor of a plant, against the product in a process of its own. */
export async function runJobs(load: Load, say: (done: number) => void): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-jobs-'));
  const databaseUrl = `sqlite:${join(folder, 'telltale.db')}`;
  try {
    await prepare(databaseUrl, load);
    const env = {
      PORT: '0',
      DATABASE_URL: databaseUrl,
      ARTIFACTS_DIR: join(folder, 'artifacts'),
      TRAINING_WORKERS: String(load.workers),
    };
    const server = fork(resolve(import.meta.dirname, 'server.ts'), { env: { ...process.env, ...env } });
    const [url] = (await once(server, 'message')) as [string];
    const gauge = async () => {
      server.send('GAUGE');
      return ((await once(server, 'message')) as [JobsGauge])[0];
    };
    await ask(url, '{ __typename }');
    await gauge();
    const startMs = Date.now();
    await ask(url, TRAIN);
    const answeredMs = Date.now() - startMs;
    for (let left = load.sensors; left > 0; await pause(500)) {
      type Queue = { trainingQueue: { queued: number; running: number } };
      const { trainingQueue } = await ask<Queue>(url, '{ trainingQueue { queued running } }');
      left = trainingQueue.queued + trainingQueue.running;
      say(load.sensors - left);
    }
    const measured = await gauge();
    server.send('STOP');
    await once(server, 'exit');
    return { ...load, answeredMs, ...(await outcome(databaseUrl, startMs, load, measured)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function outcome(databaseUrl: string, startMs: number, { workers }: Load, gauge: JobsGauge) {
  const db = await openDatabase(databaseUrl, ENTITIES);
  const jobs = await db.em().find(Job, { status: 'SUCCEEDED' });
  await db.close();
  const wallMs = Math.max(...jobs.map(({ finishedAtMs }) => finishedAtMs ?? 0)) - startMs;
  const rounded = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;
  return {
    succeeded: jobs.length,
    seconds: rounded(wallMs / 1_000, 1),
    jobsPerSecond: rounded((1_000 * jobs.length) / wallMs, 2),
    workerUtilisation: rounded(gauge.workersActiveMs / (wallMs * workers), 3),
    loopDelayP99Ms: rounded(gauge.loopDelayP99Ms, 1),
    loopDelayMaxMs: rounded(gauge.loopDelayMaxMs, 1),
    rssMb: Math.round(gauge.rssMb),
  };
}
