import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { Datasets } from '../../src/datasets/datasets.ts';
import type { Database } from '../../src/db/database.ts';
import { Equipment } from '../../src/equipment/equipment.ts';
import { Job } from '../../src/jobs/job.ts';
import { JobQueue } from '../../src/jobs/job-queue.ts';
import { JobRunner } from '../../src/jobs/job-runner.ts';
import { PromotionGate } from '../../src/promotion/promotion-gate.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import type { ReadingsStore } from '../../src/readings/store.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import { liveAssignments } from '../../src/registry/live-assignments.ts';
import { Registry } from '../../src/registry/registry.ts';
import { type BatchInput, BatchTraining } from '../../src/training/batch-training.ts';
import { Retraining } from '../../src/training/retraining.ts';
import {
  RetrainingPolicy,
  retrainingPolicy,
  setRetrainingPolicy,
} from '../../src/training/retraining-policy.ts';
import { sensorTrainings, type TrainingState, trainingTotals } from '../../src/training/sensor-training.ts';
import { TRAIN_JOB } from '../../src/training/train-request.ts';
import { Training } from '../../src/training/training.ts';
import { onEachDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';

const DAY_MS = 86_400_000;

onEachDatabase('trainings of many sensors', (kind) => {
  let db: Database;
  let readings: ReadingsStore;
  let folder: string;
  let queue: JobQueue;
  let training: Training;
  let batches: BatchTraining;
  let sensors: number[];
  let unitId: number;
  const faults: unknown[] = [];

  beforeAll(async () => {
    db = await kind.open();
    readings = await openReadings(db);
    folder = await mkdtemp(join(tmpdir(), 'telltale-batch-'));
    const feed = { wake: () => {} };
    const registry = new Registry(db, new FolderArtifacts(folder), feed);
    queue = new JobQueue(db, feed, { attempts: 2, backOffMs: 1 });
    const gate = new PromotionGate(db, readings, registry);
    training = new Training(db, new Datasets(db, readings), registry, queue, gate);
    batches = new BatchTraining(db, training, queue);
    sensors = await plantWithSensors(db, 4);
    await plantWithSensors(db, 1, 'STEP');
    unitId = (await db.em().findOneOrFail(Equipment, { tag: 'UNIT-CONTINUOUS' })).id;
    for (const [i, sensorId] of sensors.entries()) {
      const times = Float64Array.from({ length: i < 3 ? 300 : 4 }, (_, k) => 1_000 * k);
      const values = times.map((time) => Math.sin(time / 9_000 + i));
      const series = { sensorId, times, values, qualities: new Uint8Array(times.length) };
      await db.transaction((em) => readings.append(em, [series], { receivedMs: 0, historical: true }));
    }
  });
  beforeEach(async () => {
    const em = db.em();
    for (const table of [
      'gate_decision',
      'assignment',
      'scope_member',
      'model_version',
      'retraining_policy',
      'job',
    ])
      await em.execute(`delete from ${table}`);
    faults.length = 0;
  });
  afterAll(async () => {
    await training.threads.close();
    readings.close();
    await db.close();
    await rm(folder, { recursive: true });
  });

  const input = (change: Partial<BatchInput> = {}): BatchInput => ({
    selection: { within: unitId },
    task: 'FORECASTING',
    family: 'last-value',
    config: { horizon: 3 },
    ...change,
  });
  const outcomes = async (change: Partial<BatchInput> = {}) => {
    const { items } = await batches.train(input(change), 'ada');
    return items.map(({ sensorId, outcome }) => [
      sensors.indexOf(sensorId),
      outcome instanceof Error ? outcome.code : outcome.status,
    ]);
  };
  /** Works the queue until it is empty. */
  const work = async () => {
    const runner = new JobRunner(
      queue,
      { [TRAIN_JOB]: training.handler },
      {
        concurrency: 2,
        pollMs: 20,
        onFault: (error) => faults.push(error),
      },
    );
    runner.start();
    const pending = () => db.em().count(Job, { status: { $in: ['QUEUED', 'RUNNING'] } });
    await vi.waitFor(async () => expect(await pending()).toBe(0), { timeout: 20_000, interval: 20 });
    await runner.stop();
    expect(faults).toEqual([]);
  };
  const states = async (): Promise<TrainingState[]> => {
    const page = await sensorTrainings(db.em(), { task: 'FORECASTING' }, { first: 10, after: null });
    return page.rows.map(({ state }) => state);
  };
  const age = (sensor: number, days: number) =>
    db
      .em()
      .execute(
        `update model_version set created_at_ms = created_at_ms - ? where id in (select model_version_id from scope_member where sensor_id = ?)`,
        [days * DAY_MS, sensors[sensor]],
      );
  const forgetAsked = () => db.em().execute('update job set created_at_ms = 0');

  it('says of each sensor what became of it, and queues all that can succeed together', async () => {
    const expected = [
      [0, 'QUEUED'],
      [1, 'QUEUED'],
      [2, 'QUEUED'],
      [3, 'INSUFFICIENT_DATA'],
    ];
    expect(await outcomes({ concurrency: 2, priority: 3 })).toEqual(expected);
    const jobs = await db.em().find(Job, {}, { orderBy: { id: 'asc' } });
    expect(jobs).toMatchObject(Array(3).fill({ batchLimit: 2, priority: 3, topic: 'FORECASTING' }));
    expect(new Set(jobs.map(({ batch }) => batch)).size).toBe(1);
    const again = expected.map(([sensor, outcome]) => [
      sensor,
      outcome === 'QUEUED' ? 'ALREADY_QUEUED' : outcome,
    ]);
    expect(await outcomes({ selection: {} })).toEqual(again);
    expect(await outcomes({ selection: { sensorIds: [sensors[1], 999_999, sensors[1]] } })).toEqual([
      [1, 'ALREADY_QUEUED'],
      [-1, 'NOT_FOUND'],
    ]);
    expect(await db.em().count(Job)).toBe(3);
  });

  it('of no state, and of no sensor, are none', async () => {
    expect(await outcomes({ states: [] })).toEqual([]);
    const page = { first: 5, after: null };
    for (const none of [{ states: [] }, { sensorIds: [] }]) {
      const filter = { task: 'FORECASTING' as const, ...none };
      expect((await sensorTrainings(db.em(), filter, page)).rows).toEqual([]);
      expect(Object.values(await trainingTotals(db.em(), filter))).toEqual([0, 0, 0, 0]);
    }
  });

  it('refuses the whole where the settings are wrong for every sensor', async () => {
    for (const change of [
      { config: { horizon: -1 } },
      { family: 'crystal-ball' },
      { concurrency: 0 },
      { priority: 101 },
      { trainShare: 2 },
    ])
      await expect(batches.train(input(change), 'ada')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(batches.train(input({ selection: { within: 99_999 } }), 'ada')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await db.em().count(Job)).toBe(0);
  });

  it('tells who was never trained, is trained, stale or failed, and trains just those', async () => {
    expect(await states()).toEqual(['NEVER', 'NEVER', 'NEVER', 'NEVER']);
    await outcomes({ selection: { sensorIds: sensors.slice(0, 2) } });
    await work();
    await age(1, 31);
    const request = {
      sensorId: sensors[2],
      task: 'FORECASTING',
      family: 'last-value',
      config: { horizon: 3 },
    };
    const failing = { ...request, fromMs: null, toMs: null, trainShare: 0.001, promote: false, seed: 0 };
    const [{ job }] = await queue.enqueueAll(() => [
      { kind: TRAIN_JOB, topic: 'FORECASTING', sensorId: sensors[2], request: failing, requestedBy: 'ada' },
    ]);
    await work();
    expect((await db.em().findOneOrFail(Job, job.id)).errorCode).toBe('INSUFFICIENT_DATA');
    expect(await states()).toEqual(['TRAINED', 'STALE', 'FAILED', 'NEVER']);
    expect(await trainingTotals(db.em(), { task: 'FORECASTING', within: unitId })).toEqual({
      NEVER: 1,
      FAILED: 1,
      STALE: 1,
      TRAINED: 1,
    });
    expect(await trainingTotals(db.em(), { task: 'DETECTION' })).toMatchObject({ NEVER: 4 });
    const page = (first: number, after: string | null) =>
      sensorTrainings(
        db.em(),
        { task: 'FORECASTING', states: ['STALE', 'FAILED'] },
        { first, after: after === null ? null : [after] },
      );
    const one = await page(1, null);
    expect([one.hasNext, await one.total()]).toEqual([true, 2]);
    const two = await page(1, one.rows[0].tag);
    expect(two.rows).toMatchObject([{ sensorId: sensors[2], endedJobId: job.id, pendingJobId: null }]);
    expect(await outcomes({ states: ['NEVER', 'STALE'] })).toEqual([
      [1, 'QUEUED'],
      [3, 'INSUFFICIENT_DATA'],
    ]);
  });

  it('logs what a training did, and keeps it', async () => {
    await outcomes({ selection: { sensorIds: [sensors[0]] } });
    await work();
    const rows: { text: string }[] = await db
      .em()
      .execute('select text from job_line order by id desc limit 5');
    const text = rows.map((row) => row.text).join('\n');
    expect(text).toMatch(/Data: 300 samples from 1970-01-01T00:00:00.000Z .* the first 240 to fit; SHA-256/);
    expect(text).toMatch(/Fits last-value\n/);
    expect(text).toMatch(/Judged on the held-out part: mae 0\.\d+/);
  });

  it('retrains by the policy: the oldest first, within its budget, with a cool-down, as before', async () => {
    const retraining = new Retraining(queue, (error) => faults.push(error));
    await outcomes();
    await work();
    for (const [sensor, days] of [
      [0, 40],
      [1, 50],
      [2, 5],
    ])
      await age(sensor, days);
    await forgetAsked();
    expect(await retraining.round()).toBe(0);
    await setRetrainingPolicy(db, 'FORECASTING', { isEnabled: true, jobsPerDay: 1 }, 'ada');
    const rounds = await Promise.all([retraining.round(), new Retraining(queue, () => {}).round()]);
    expect(rounds.sort()).toEqual([0, 1]);
    const [job] = await db.em().find(Job, { origin: 'POLICY' });
    expect(job).toMatchObject({
      sensorId: sensors[1],
      workload: 'last-value',
      requestedBy: 'retraining policy 1',
    });
    expect(job.requested()).toMatchObject({ config: { horizon: 3 }, promote: false });
    await setRetrainingPolicy(db, 'FORECASTING', { jobsPerDay: 10, maximumAgeDays: 3 }, 'bob');
    await work();
    expect(await liveAssignments(db.em(), sensors, 'FORECASTING')).toEqual(new Map());
    expect(await retraining.round()).toBe(2);
    await work();
    await age(0, 100);
    expect(await retraining.round()).toBe(0);
    await setRetrainingPolicy(db, 'FORECASTING', { includeUntrained: true, promote: true }, 'bob');
    await forgetAsked();
    expect(await retraining.round()).toBe(2);
    await work();
    const live = await liveAssignments(db.em(), sensors, 'FORECASTING');
    expect([...live.keys()]).toEqual([sensors[0]]);
    expect(await states()).toEqual(['TRAINED', 'TRAINED', 'TRAINED', 'FAILED']);
  });

  it('keeps every version of a policy, and refuses what makes no sense', async () => {
    await setRetrainingPolicy(db, 'DETECTION', { maximumAgeDays: 7, trainOnLastDays: 90 }, 'ada');
    const first = await retrainingPolicy(db.em(), 'DETECTION');
    await new Promise((resolve) => setTimeout(resolve, 2));
    const second = await setRetrainingPolicy(
      db,
      'DETECTION',
      { promote: null, trainOnLastDays: null },
      'bob',
    );
    expect(second.version).toBe(2);
    expect(second.ruled()).toMatchObject({ maximumAgeDays: 7, trainOnLastDays: null, promote: false });
    expect(await retrainingPolicy(db.em(), 'DETECTION', first?.fromMs)).toMatchObject({
      version: 1,
      setBy: 'ada',
    });
    for (const change of [
      { maximumAgeDays: 0 },
      { jobsPerDay: 0.5 },
      { coolDownHours: -1 },
      { trainOnLastDays: 0 },
    ])
      await expect(setRetrainingPolicy(db, 'DETECTION', change, 'ada')).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    expect(await db.em().count(RetrainingPolicy, { task: 'DETECTION' })).toBe(2);
  });
});
