import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { EventFeed } from '../../src/events/feed.ts';
import type { ArtifactStore } from '../../src/registry/artifact-store.ts';
import { Assignment } from '../../src/registry/assignment.ts';
import { liveAssignments } from '../../src/registry/live-assignments.ts';
import { ModelVersion } from '../../src/registry/model-version.ts';
import { RegisteredModel } from '../../src/registry/registered-model.ts';
import { Registry } from '../../src/registry/registry.ts';
import type { NewVersion } from '../../src/registry/version-admission.ts';
import { onEachDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';
import { candidate } from './candidate.ts';

const noArtifacts: ArtifactStore = {
  put: () => Promise.reject(new Error('not used')),
  get: () => Promise.reject(new Error('not used')),
  remove: () => Promise.reject(new Error('not used')),
  check: () => Promise.reject(new Error('not used')),
};

onEachDatabase('registry', (kind) => {
  let db: Database;
  let registry: Registry;
  let sensors: number[];
  let next = 0;
  const unused = () => sensors[next++];
  const woken: number[] = [];

  beforeAll(async () => {
    db = await kind.open();
    registry = new Registry(db, noArtifacts, { wake: () => woken.push(1) });
    sensors = await plantWithSensors(db, 20);
  });
  afterAll(() => db.close());

  const create = (sensorIds: number[], change?: Partial<NewVersion>): Promise<ModelVersion> =>
    db.transaction((em) => registry.createVersion(em, candidate(sensorIds, change)));
  const promote = (version: ModelVersion, expectedAssignmentId?: number | null) =>
    registry.promote({ modelVersionId: version.id, reason: 'better', by: 'ada', expectedAssignmentId });
  const rollback = (sensorId: number) =>
    registry.rollback({ sensorId, task: 'DETECTION', reason: 'worse', by: 'ada' });
  const live = async (sensorId: number, asOfMs?: number) =>
    (await liveAssignments(db.em(), [sensorId], 'DETECTION', asOfMs)).get(sensorId);

  it('numbers the versions of a model from 1 and keeps tasks apart', async () => {
    const id = unused();
    const first = await create([id]);
    const second = await create([id]);
    const forecaster = await create([id], { task: 'FORECASTING', family: 'ridge' });
    expect([first.version, second.version, forecaster.version]).toEqual([1, 2, 1]);
    const model = await db.em().findOneOrFail(RegisteredModel, first.registeredModelId);
    expect(model).toMatchObject({ name: `S-${id}/detection`, task: 'DETECTION' });
  });

  it('keeps why a version became live, and was taken back, without the space around it', async () => {
    const id = unused();
    const said = { reason: ' as was said\n', by: 'ada' };
    const [first, second] = [await create([id]), await create([id])];
    const promotions = [first, second].map(({ id: modelVersionId }) => ({ modelVersionId, ...said }));
    const kept = [...(await registry.promote(promotions[0])), ...(await registry.promote(promotions[1]))];
    kept.push(...(await registry.rollbackVersion({ modelVersionId: second.id, ...said })).assignments);
    await registry.promote(promotions[1]);
    kept.push(await registry.rollback({ sensorId: id, task: 'DETECTION', ...said }));
    expect(kept.map(({ reason }) => reason)).toEqual(Array(4).fill('as was said'));
  });

  it('numbers versions that are made at the same time without gap or twin', async () => {
    const id = unused();
    const made = await Promise.all(Array.from({ length: 6 }, () => create([id])));
    expect(made.map((one) => one.version).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('lets nothing in without finite out-of-sample figures of both the version and the naive baseline', async () => {
    const id = unused();
    const unfit: Partial<NewVersion>[] = [
      { metrics: {} },
      { baselineMetrics: {} },
      { metrics: { mae: Number.NaN } },
      { metrics: { mae: 1 }, baselineMetrics: { mae: Number.POSITIVE_INFINITY } },
      { metrics: { mae: 1 }, baselineMetrics: { rmse: 1 } },
    ];
    for (const change of unfit) {
      await expect(create([id], change)).rejects.toMatchObject({ code: 'NO_OUT_OF_SAMPLE_METRICS' });
    }
    expect(await db.em().count(ModelVersion, { scopeName: `S-${id}` })).toBe(0);
  });

  it('gives back the figures it was given', async () => {
    const version = await create([unused()], { metrics: { mae: 0.1 + 0.2 }, baselineMetrics: { mae: 2 } });
    const stored = await db.em().findOneOrFail(ModelVersion, version.id);
    expect(stored.outOfSample()).toEqual({ model: { mae: 0.1 + 0.2 }, baseline: { mae: 2 } });
  });

  it('makes a version live for every sensor of its scope and announces each', async () => {
    const scope = [unused(), unused()];
    const version = await create(scope);
    expect(await live(scope[0])).toBeUndefined();
    const wakes = woken.length;
    const assignments = await promote(version);
    expect(assignments.map((one) => one.sensorId).sort()).toEqual(scope);
    expect(woken.length).toBe(wakes + 1);
    const found = await liveAssignments(db.em(), [...scope, unused()], 'DETECTION');
    expect([...found.keys()].sort()).toEqual(scope);
    expect(found.get(scope[1])).toMatchObject({ modelVersionId: version.id, family: 'robust', sequence: 1 });
    const log = new EventFeed(db).log;
    const { events } = await log.page(0, Number.MAX_SAFE_INTEGER, 1_000);
    const announced = events.filter((event) => event.payload.modelVersionId === version.id);
    expect(announced.map((event) => event.sensorId).sort()).toEqual(scope);
    expect(announced[0]).toMatchObject({
      type: 'MODEL_ASSIGNED',
      equipmentPath: expect.stringMatching(/^\/\d+\/$/),
      payload: { action: 'PROMOTE', assignedBy: 'ada', previousModelVersionId: null },
    });
  });

  it('refuses to promote what is live already, and what does not exist', async () => {
    const version = await create([unused()]);
    await promote(version);
    await expect(promote(version)).rejects.toMatchObject({ code: 'ALREADY_LIVE' });
    const missing = registry.promote({ modelVersionId: 999_999, reason: '', by: 'ada' });
    await expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('lets exactly one of several concurrent promotions on the same ground win', async () => {
    const id = unused();
    const versions = await Promise.all([create([id]), create([id]), create([id]), create([id])]);
    const outcomes = await Promise.allSettled(versions.map((version) => promote(version, null)));
    const lost = outcomes.filter((one) => one.status === 'rejected');
    expect(lost).toHaveLength(3);
    for (const { reason } of lost) expect(reason).toMatchObject({ code: 'ASSIGNMENT_CONFLICT' });
    const winner = versions[outcomes.findIndex((one) => one.status === 'fulfilled')];
    expect(await live(id)).toMatchObject({ modelVersionId: winner.id, sequence: 1 });
    expect(await db.em().count(Assignment, { sensorId: id })).toBe(1);
  });

  it('never gives two promotions the same place in the history', async () => {
    const id = unused();
    const versions = await Promise.all(Array.from({ length: 6 }, () => create([id])));
    const outcomes = await Promise.allSettled(versions.map((version) => promote(version)));
    const won = outcomes.filter((one) => one.status === 'fulfilled').length;
    const history = await db.em().find(Assignment, { sensorId: id }, { orderBy: { sequence: 'asc' } });
    expect(history.map((one) => one.sequence)).toEqual(Array.from({ length: won }, (_, i) => i + 1));
    expect(won).toBeGreaterThan(0);
    for (const one of outcomes) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'ASSIGNMENT_CONFLICT' });
    }
  });

  it('refuses a promotion that was decided on what is no longer live', async () => {
    const id = unused();
    const [a, b, c] = [await create([id]), await create([id]), await create([id])];
    const [first] = await promote(a, null);
    await expect(promote(b, null)).rejects.toMatchObject({ code: 'ASSIGNMENT_CONFLICT' });
    await promote(b, first.id);
    await expect(promote(c, first.id)).rejects.toMatchObject({ code: 'ASSIGNMENT_CONFLICT' });
    expect(await live(id)).toMatchObject({ modelVersionId: b.id });
  });

  it('goes further back with every rollback instead of swapping two versions', async () => {
    const id = unused();
    const [a, b, c] = [await create([id]), await create([id]), await create([id])];
    for (const version of [a, b, c]) await promote(version);
    expect((await rollback(id)).modelVersionId).toBe(b.id);
    expect((await rollback(id)).modelVersionId).toBe(a.id);
    await expect(rollback(id)).rejects.toMatchObject({ code: 'NO_EARLIER_VERSION' });
    await promote(c);
    expect((await rollback(id)).modelVersionId).toBe(a.id);
    const history = await db.em().find(Assignment, { sensorId: id }, { orderBy: { sequence: 'asc' } });
    expect(history.map((one) => [one.sequence, one.action, one.modelVersionId])).toEqual([
      [1, 'PROMOTE', a.id],
      [2, 'PROMOTE', b.id],
      [3, 'PROMOTE', c.id],
      [4, 'ROLLBACK', b.id],
      [5, 'ROLLBACK', a.id],
      [6, 'PROMOTE', c.id],
      [7, 'ROLLBACK', a.id],
    ]);
  });

  it('has nothing to go back to before the first promotion and after it', async () => {
    const id = unused();
    await expect(rollback(id)).rejects.toMatchObject({ code: 'NO_EARLIER_VERSION' });
    await promote(await create([id]));
    await expect(rollback(id)).rejects.toMatchObject({ code: 'NO_EARLIER_VERSION' });
  });

  it('says what was live at any earlier instant', async () => {
    const id = unused();
    const [a, b] = [await create([id]), await create([id])];
    const [first] = await promote(a);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const [second] = await promote(b);
    expect(second.fromMs).toBeGreaterThan(first.fromMs);
    expect(await live(id, first.fromMs - 1)).toBeUndefined();
    expect((await live(id, first.fromMs))?.modelVersionId).toBe(a.id);
    expect((await live(id, second.fromMs - 1))?.modelVersionId).toBe(a.id);
    expect((await live(id, second.fromMs))?.modelVersionId).toBe(b.id);
  });

  it('promotes within a transaction of the caller, or not at all', async () => {
    const id = unused();
    const failing = db.transaction(async (em) => {
      const version = await registry.createVersion(em, candidate([id]));
      await registry.promoteWithin(em, { modelVersionId: version.id, reason: '', by: 'ada' });
      throw new Error('later');
    });
    await expect(failing).rejects.toThrow('later');
    expect(await live(id)).toBeUndefined();
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map(() =>
        db.transaction(async (em) => {
          const version = await registry.createVersion(em, candidate([id]));
          return registry.promoteWithin(em, { modelVersionId: version.id, reason: '', by: 'ada' });
        }),
      ),
    );
    expect(outcomes.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(await live(id)).toMatchObject({ sequence: 3 });
  });
});
