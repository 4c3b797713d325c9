import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { Datasets } from '../../src/datasets/datasets.ts';
import { LineageCheck } from '../../src/datasets/lineage-check.ts';
import { Sensor } from '../../src/equipment/sensor.ts';
import { Job } from '../../src/jobs/job.ts';
import { JobQueue } from '../../src/jobs/job-queue.ts';
import { JobRunner } from '../../src/jobs/job-runner.ts';
import { RandomStream } from '../../src/ml/numbers/random-stream.ts';
import { PromotionGate } from '../../src/promotion/promotion-gate.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import { liveAssignments } from '../../src/registry/live-assignments.ts';
import { Registry } from '../../src/registry/registry.ts';
import { type GroupInput, GroupTraining } from '../../src/training/group-training.ts';
import { trainHandler } from '../../src/training/train-handler.ts';
import { TRAIN_JOB } from '../../src/training/train-request.ts';
import { Training } from '../../src/training/training.ts';
import type { TestDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';

/** A season of 24 of the height, with noise of 0.2. */
export const wave = (count: number, height: number, seed: number): number[] => {
  const random = new RandomStream(seed);
  return Array.from(
    { length: count },
    (_, t) => 20 + height * Math.sin((2 * Math.PI * t) / 24) + 0.2 * random.normal(),
  );
};

/** Nothing forecasts it better than its last value. */
export const walk = (count: number, seed: number): number[] => {
  const random = new RandomStream(seed);
  let at = 50;
  return Array.from({ length: count }, () => {
    at += random.normal();
    return at;
  });
};

export interface GroupPlant extends Awaited<ReturnType<typeof openGroupPlant>> {}

/** Sensors `CONTINUOUS-S-0`, … with a reading a second, and the rooms that train them in groups. */
export async function openGroupPlant(kind: TestDatabase) {
  const db = await kind.open();
  const readings = await openReadings(db);
  const folder = await mkdtemp(join(tmpdir(), 'telltale-group-'));
  const feed = { wake: () => {} };
  const registry = new Registry(db, new FolderArtifacts(folder), feed);
  const queue = new JobQueue(db, feed);
  const gate = new PromotionGate(db, readings, registry);
  const datasets = new Datasets(db, readings);
  const training = new Training(db, datasets, registry, queue, gate);
  const groups = new GroupTraining(db, datasets, registry, queue, gate, training.threads);
  const faults: unknown[] = [];
  const handlers = { [TRAIN_JOB]: trainHandler(training, groups) };
  const onFault = (error: unknown) => faults.push(error);
  const runner = new JobRunner(queue, handlers, { pollMs: 20, onFault });
  runner.start();
  const unused = await plantWithSensors(db, 30);
  const store = (sensorId: number, values: readonly number[], from = 0) => {
    const cells = [...values.keys()].filter((i) => Number.isFinite(values[i]));
    const times = Float64Array.from(cells, (i) => 1_000 * (from + i));
    const columns = { sensorId, times, values: Float64Array.from(cells, (i) => values[i]) };
    const batch = [{ ...columns, qualities: new Uint8Array(cells.length) }];
    return db.transaction((em) => readings.append(em, batch, { receivedMs: 0, historical: true }));
  };
  const finished = async ({ id }: Job) => {
    const look = () => db.em().findOneOrFail(Job, id);
    const ended = async () => expect((await look()).finishedAtMs).not.toBeNull();
    await vi.waitFor(ended, { timeout: 20_000, interval: 20 });
    return look();
  };
  const train = async (input: Partial<GroupInput> & Pick<GroupInput, 'selection'>) => {
    const settings = { task: 'FORECASTING' as const, family: 'ridge', config: { horizon: 12, season: 24 } };
    return groups.train({ name: 'pumps', ...settings, ...input }, 'ada');
  };
  return {
    db,
    readings,
    registry,
    gate,
    queue,
    finished,
    faults,
    store,
    train,
    lineage: new LineageCheck(db, readings),
    async sensorWith(values: readonly number[], from = 0): Promise<number> {
      const id = unused.shift() as number;
      await store(id, values, from);
      return id;
    },
    /** Trains to the end; gives the job. */
    trained: async (input: Partial<GroupInput> & Pick<GroupInput, 'selection'>) =>
      finished(await train(input)),
    tag: async (id: number) => (await db.em().findOneOrFail(Sensor, id)).tag,
    async live(ids: readonly number[]): Promise<(number | undefined)[]> {
      const found = await liveAssignments(db.em(), ids, 'FORECASTING');
      return ids.map((id) => found.get(id)?.modelVersionId);
    },
    async close() {
      await runner.stop();
      await training.threads.close();
      readings.close();
      await db.close();
      await rm(folder, { recursive: true });
    },
  };
}
