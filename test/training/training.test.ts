import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DatasetVersion } from '../../src/datasets/dataset-version.ts';
import { Datasets } from '../../src/datasets/datasets.ts';
import type { Database } from '../../src/db/database.ts';
import { Sensor } from '../../src/equipment/sensor.ts';
import { Job } from '../../src/jobs/job.ts';
import { JobQueue } from '../../src/jobs/job-queue.ts';
import { JobRunner } from '../../src/jobs/job-runner.ts';
import { OperatorLabel } from '../../src/labels/operator-label.ts';
import { DETECTOR_FAMILIES } from '../../src/ml/detectors.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import { PromotionGate } from '../../src/promotion/promotion-gate.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import type { ReadingsStore } from '../../src/readings/store.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import { liveAssignments } from '../../src/registry/live-assignments.ts';
import { ModelVersion } from '../../src/registry/model-version.ts';
import { Registry } from '../../src/registry/registry.ts';
import { TRAIN_JOB, type TrainInput } from '../../src/training/train-request.ts';
import { Training } from '../../src/training/training.ts';
import { onEachDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';

/** A repeatable signal with a season of 24 and some noise. */
const signal = (count: number) => {
  let state = 12_345;
  const noise = () => {
    state = (1_103_515_245 * state + 12_345) % 2 ** 31;
    return state / 2 ** 31 - 0.5;
  };
  return Array.from({ length: count }, (_, i) => 20 + 5 * Math.sin((2 * Math.PI * i) / 24) + noise());
};

onEachDatabase('training', (kind) => {
  let db: Database;
  let readings: ReadingsStore;
  let folder: string;
  let registry: Registry;
  let queue: JobQueue;
  let training: Training;
  let runner: JobRunner;
  let sensors: number[];
  let step: number;
  let next = 0;
  const faults: unknown[] = [];

  beforeAll(async () => {
    db = await kind.open();
    readings = await openReadings(db);
    folder = await mkdtemp(join(tmpdir(), 'telltale-training-'));
    const feed = { wake: () => {} };
    registry = new Registry(db, new FolderArtifacts(folder), feed);
    queue = new JobQueue(db, feed);
    training = new Training(
      db,
      new Datasets(db, readings),
      registry,
      queue,
      new PromotionGate(db, readings, registry),
    );
    const onFault = (error: unknown) => faults.push(error);
    runner = new JobRunner(queue, { [TRAIN_JOB]: training.handler }, { pollMs: 50, onFault });
    runner.start();
    sensors = await plantWithSensors(db, 20);
    [step] = await plantWithSensors(db, 1, 'STEP');
  });
  afterAll(async () => {
    await runner.stop();
    await training.threads.close();
    readings.close();
    await db.close();
    await rm(folder, { recursive: true });
  });

  const sensorWith = async (values: number[]) => {
    const sensorId = sensors[next++];
    const series = {
      sensorId,
      times: Float64Array.from(values, (_, i) => 1_000 * i),
      values: Float64Array.from(values),
      qualities: new Uint8Array(values.length),
    };
    await db.transaction((em) => readings.append(em, [series], { receivedMs: 0, historical: true }));
    return sensorId;
  };
  const finished = async (job: Job) => {
    const look = () => db.em().findOneOrFail(Job, job.id);
    await vi.waitFor(async () => expect((await look()).finishedAtMs).not.toBeNull(), {
      timeout: 20_000,
      interval: 20,
    });
    return look();
  };
  const trained = async (input: TrainInput) => {
    const job = await finished(await training.train(input, 'ada'));
    expect(job).toMatchObject({ status: 'SUCCEEDED', errorCode: null });
    const outcome = job.outcome() as Record<string, number>;
    return { job, outcome, version: await db.em().findOneOrFail(ModelVersion, outcome.modelVersionId) };
  };
  const forecaster = (sensorId: number, change: Partial<TrainInput> = {}): TrainInput => ({
    sensorId,
    task: 'FORECASTING',
    family: 'ridge',
    config: { horizon: 12 },
    ...change,
  });
  const detector = (sensorId: number, change: Partial<TrainInput> = {}): TrainInput => ({
    sensorId,
    task: 'DETECTION',
    family: 'discord-envelope',
    seed: 5,
    ...change,
  });

  it('registers a forecaster with figures beside the naive baseline and its whole lineage', async () => {
    const id = await sensorWith(signal(1_000));
    const { job, version } = await trained(forecaster(id, { seed: 9, trainShare: 0.75 }));
    expect(version).toMatchObject({
      version: 1,
      family: 'ridge',
      seed: 9,
      scopeKind: 'SENSOR',
      trainingJobId: job.id,
    });
    const { model, baseline } = version.outOfSample();
    expect(model.mae).toBeLessThan(1);
    expect(baseline.mae).toBe(Math.min(baseline.seasonalNaiveMae, baseline.lastValueMae));
    expect(model).toMatchObject({ horizon: 12, origins: expect.any(Number) });
    const dataset = await db.em().findOneOrFail(DatasetVersion, version.datasetVersionId);
    expect(dataset).toMatchObject({ sensorId: id, sampleCount: 1_000, trainCount: 750 });
    expect(dataset.sha256).toMatch(/^[0-9a-f]{64}$/);
    const config = JSON.parse(version.config);
    expect(config).toEqual(FORECASTER_FAMILIES.ridge.parseConfig({ horizon: 12 }));
    const fitted = FORECASTER_FAMILIES.ridge.load(await registry.artifact(version));
    expect(fitted.horizon).toBe(12);
  });

  it('registers a detector that was judged on readings it never saw', async () => {
    const id = await sensorWith(signal(1_500));
    const { version } = await trained(detector(id));
    const { model, baseline } = version.outOfSample();
    expect(Object.keys(model).filter((name) => name in baseline).length).toBeGreaterThan(0);
    DETECTOR_FAMILIES['discord-envelope'].load(await registry.artifact(version));
  });

  it('judges a detector against the operators labels of the held-out part', async () => {
    const values = signal(1_500);
    for (let i = 1_400; i < 1_430; i++) values[i] += 60;
    const id = await sensorWith(values);
    await db.transaction(async (em) => {
      const interval = { startMs: 1_400_000, endMs: 1_429_000, verdict: 'CONFIRMED' as const };
      em.create(OperatorLabel, { sensorId: id, ...interval, author: 'ada', createdAtMs: 0 });
      await em.flush();
    });
    const { version } = await trained(detector(id));
    expect(version.outOfSample().model).toMatchObject({ recall: 1 });
  });

  it('gives the same artifact for the same seed and data, and another one for other data', async () => {
    const values = signal(900);
    const id = await sensorWith(values);
    for (const input of [forecaster(id), detector(id), detector(id, { family: 'robust' })]) {
      const first = await trained(input);
      const second = await trained(input);
      expect(second.version.artifactSha256).toBe(first.version.artifactSha256);
      expect(second.version.datasetVersionId).toBe(first.version.datasetVersionId);
      expect(second.version.version).toBe(first.version.version + 1);
      const third = await trained({ ...input, toMs: 850_000 });
      expect(third.version.artifactSha256).not.toBe(first.version.artifactSha256);
    }
  });

  it('promotes only when it is asked to, in the same breath', async () => {
    const id = await sensorWith(signal(600));
    await trained(forecaster(id));
    expect(await liveAssignments(db.em(), [id], 'FORECASTING')).toEqual(new Map());
    const { version, outcome, job } = await trained(forecaster(id, { promote: true }));
    const live = (await liveAssignments(db.em(), [id], 'FORECASTING')).get(id);
    expect(live).toMatchObject({ modelVersionId: version.id });
    expect(outcome.assignmentIds).toEqual([live?.assignmentId]);
    const [row] = await db
      .em()
      .execute('select reason, assigned_by from assignment where id = ?', [live?.assignmentId]);
    expect(row).toEqual({ reason: expect.stringContaining(String(job.id)), assigned_by: 'ada' });
  });

  it('trains on constants without a division by zero', async () => {
    const id = await sensorWith(new Array(800).fill(3));
    for (const input of [forecaster(id), detector(id), detector(id, { family: 'robust' })]) {
      const { version } = await trained(input);
      const { model, baseline } = version.outOfSample();
      for (const figure of Object.values({ ...model, ...baseline }))
        expect(figure).toSatisfy(Number.isFinite);
    }
  });

  it('fails with what would be right when nothing of it is usable', async () => {
    const id = await sensorWith(new Array(600).fill(Number.NaN));
    for (const input of [forecaster(id), detector(id)]) {
      const job = await finished(await training.train(input, 'ada'));
      expect(job).toMatchObject({ status: 'FAILED', errorCode: 'INSUFFICIENT_DATA', attempt: 1 });
    }
    const values = [...new Array(500).fill(Number.NaN), ...signal(100)];
    const job = await finished(await training.train(forecaster(await sensorWith(values)), 'ada'));
    expect(job).toMatchObject({ status: 'FAILED', errorCode: 'INSUFFICIENT_DATA' });
    expect(await db.em().count(ModelVersion, { trainingJobId: job.id })).toBe(0);
  });

  it('refuses before it queues what cannot succeed', async () => {
    const id = await sensorWith(signal(400));
    const short = await sensorWith(signal(5));
    const empty = await sensorWith([]);
    const retired = await sensorWith(signal(400));
    await db.transaction(async (em) => {
      (await em.findOneOrFail(Sensor, retired)).retiredAtMs = 1;
    });
    const jobs = await db.em().count(Job);
    const refusals: [TrainInput, object][] = [
      [forecaster(id, { family: 'crystal-ball' }), { code: 'INVALID_INPUT', details: { field: 'family' } }],
      [forecaster(id, { family: 'constructor' }), { code: 'INVALID_INPUT' }],
      [detector(id, { family: 'ridge' }), { code: 'INVALID_INPUT', details: { field: 'family' } }],
      [forecaster(id, { config: { horizon: -1 } }), { details: { field: 'horizon' } }],
      [forecaster(id, { config: { horizn: 3 } }), { details: { field: 'horizn' } }],
      [forecaster(id, { seed: 1.5 }), { details: { field: 'seed' } }],
      [forecaster(id, { trainShare: 1 }), { details: { field: 'trainShare' } }],
      [forecaster(id, { fromMs: Number.NaN }), { details: { field: 'from' } }],
      [forecaster(id, { fromMs: 2_000, toMs: 1_000 }), { details: { field: 'to' } }],
      [forecaster(step), { code: 'STEP_SENSOR' }],
      [forecaster(retired), { code: 'RETIRED' }],
      [forecaster(999_999), { code: 'NOT_FOUND' }],
      [forecaster(short), { code: 'INSUFFICIENT_DATA' }],
      [detector(short), { code: 'INSUFFICIENT_DATA' }],
      [forecaster(empty), { code: 'INSUFFICIENT_DATA' }],
    ];
    for (const [input, refusal] of refusals) {
      await expect(training.train(input, 'ada')).rejects.toMatchObject(refusal);
    }
    expect(await db.em().count(Job)).toBe(jobs);
  });

  it('cancels a fit that is under way and registers nothing', async () => {
    const id = await sensorWith(signal(40_000));
    const job = await training.train(detector(id), 'ada');
    const look = () => db.em().findOneOrFail(Job, job.id);
    await vi.waitFor(async () => expect((await look()).stage).toBe('FIT'), { timeout: 10_000, interval: 10 });
    const asked = Date.now();
    await queue.cancel(job.id, job.kind);
    expect((await finished(job)).status).toBe('CANCELLED');
    expect(Date.now() - asked).toBeLessThan(1_000);
    expect(await db.em().count(ModelVersion, { trainingJobId: job.id })).toBe(0);
    expect(faults).toEqual([]);
  });
});
