import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Job } from '../../src/jobs/job.ts';
import { JobQueue } from '../../src/jobs/job-queue.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import { checkedRequest, trainJob } from '../../src/training/train-request.ts';
import { onPostgresql } from '../database.ts';
import { plantWithSensors } from '../plant.ts';
import { until } from './fleet.ts';

const script = resolve(import.meta.dirname, '../../src/worker.ts');

interface Started {
  readonly child: ChildProcess;
  readonly output: { text: string };
  readonly exit: Promise<number | null>;
}

function start(env: Record<string, string>, args: string[] = []): Started {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-worker-'));
  const child = spawn(process.execPath, [script, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
  });
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output.text += chunk;
    });
  const exit = new Promise<number | null>((done) => child.on('exit', done));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
    rmSync(folder, { recursive: true, force: true });
  });
  return { child, output, exit };
}

it('a worker explains itself, and refuses what it cannot work on', async () => {
  const help = start({}, ['--help']);
  const sqlite = start({ DATABASE_URL: 'sqlite:data/x.db' });
  const misused = start({}, ['--fast']);
  expect([await help.exit, await sqlite.exit, await misused.exit]).toEqual([0, 2, 2]);
  expect(help.output.text).toMatch(/npm run worker[\s\S]*TRAINING_WORKERS/);
  expect(sqlite.output.text).toContain('an SQLite file, which has one process');
  expect(misused.output.text).toContain('--fast is not known');
}, 60_000);

onPostgresql('a worker process', (kind) => {
  it('runs what is queued, gives back what is under way when it is told to stop, and ends with 0', async () => {
    const db = await kind.open();
    onTestFinished(() => db.close());
    const readings = await openReadings(db);
    onTestFinished(() => readings.close());
    const [quick, slow] = await plantWithSensors(db, 2);
    for (const [sensorId, count] of [
      [quick, 300],
      [slow, 60_000],
    ]) {
      const times = Float64Array.from({ length: count }, (_, k) => 1_000 * k);
      const series = { sensorId, times, values: times.map(Math.sin), qualities: new Uint8Array(count) };
      await db.transaction((em) => readings.append(em, [series], { receivedMs: 0, historical: true }));
    }
    const queue = new JobQueue(db, { wake: () => {} });
    const ask = (sensorId: number, family: string) =>
      queue.enqueue(trainJob(checkedRequest({ sensorId, task: 'DETECTION', family }), 'ada'));
    const stored = (id: number) => db.em().findOneOrFail(Job, id);
    const worker = start({ DATABASE_URL: db.url, LOG_LEVEL: 'error', METRICS_PORT: '0' });
    const first = await ask(quick, 'robust');
    const isDone = async () => (await stored(first.id)).status === 'SUCCEEDED';
    await until('the quick one is trained', 60_000, isDone);
    const [metricsUrl] = /http:\S+\/metrics/.exec(worker.output.text) ?? [''];
    const metrics = await (await fetch(metricsUrl)).text();
    expect(metrics).toMatch(/telltale_jobs\{kind="TRAIN",status="SUCCEEDED"\} 1\n/);
    expect(metrics).toMatch(/telltale_statement_seconds_count\{verb="select"\} [1-9]/);
    expect(metrics).toMatch(/telltale_pool_connections\{state="idle"\} \d/);
    const second = await ask(slow, 'discord-envelope');
    await until('the slow one is fitted', 60_000, async () => (await stored(second.id)).stage === 'FIT');
    worker.child.kill('SIGTERM');
    expect(await worker.exit).toBe(0);
    expect(worker.output.text).toBe(
      `A worker is running, 1 jobs at a time. Ctrl-C stops it.\n  metrics    ${metricsUrl}\n`,
    );
    expect(await stored(second.id)).toMatchObject({ status: 'QUEUED', attempt: 0 });
  }, 120_000);
});
