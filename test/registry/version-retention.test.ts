import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DatasetVersion } from '../../src/datasets/dataset-version.ts';
import type { Database } from '../../src/db/database.ts';
import { Challengers, challengerIds } from '../../src/registry/challengers.ts';
import { compareVersions } from '../../src/registry/comparison.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import { ModelVersion } from '../../src/registry/model-version.ts';
import { Registry } from '../../src/registry/registry.ts';
import type { NewVersion } from '../../src/registry/version-admission.ts';
import { VersionRetention } from '../../src/registry/version-retention.ts';
import { type VersionFilter, versionPage } from '../../src/registry/version-search.ts';
import { onEachDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';
import { candidate } from './candidate.ts';

onEachDatabase('versions that are no longer needed', (kind) => {
  let db: Database;
  let folder: string;
  let artifacts: FolderArtifacts;
  let registry: Registry;
  let retention: VersionRetention;
  let challengers: Challengers;
  let sensors: number[];
  let weights = 0;

  beforeAll(async () => {
    db = await kind.open();
    folder = await mkdtemp(join(tmpdir(), 'telltale-retention-'));
    artifacts = new FolderArtifacts(folder);
    registry = new Registry(db, artifacts, { wake: () => {} });
    retention = new VersionRetention(db, artifacts);
    challengers = new Challengers(db, async () => {});
    sensors = await plantWithSensors(db, 20);
  });
  afterAll(async () => {
    await db.close();
    await rm(folder, { recursive: true });
  });

  const unused = () => sensors.shift() as number;
  const create = async (
    sensorId: number,
    change: Partial<NewVersion> = {},
    bytes = `weights ${++weights}`,
  ) => {
    const artifact = await artifacts.put(new TextEncoder().encode(bytes));
    return db.transaction((em) => registry.createVersion(em, candidate([sensorId], { artifact, ...change })));
  };
  const promote = ({ id }: ModelVersion) => registry.promote({ modelVersionId: id, reason: '', by: 'ada' });
  const stored = ({ artifactSha256 }: ModelVersion) =>
    artifacts.get(artifactSha256).then(
      () => true,
      () => false,
    );
  const found = async (filter: VersionFilter) =>
    (await versionPage(db.em(), filter, { first: 50, after: null })).rows.map(({ id }) => id);

  it('are deleted with their weights, unless another version has the same', async () => {
    const id = unused();
    const [alone, one, twin] = [await create(id), await create(id, {}, 'same'), await create(id, {}, 'same')];
    await retention.delete(alone.id, 'ada');
    await retention.delete(one.id, 'ada');
    expect([await stored(alone), await stored(one)]).toEqual([false, true]);
    await retention.delete(twin.id, 'ada');
    expect(await stored(twin)).toBe(false);
    expect(await found({ sensorId: id })).toEqual([]);
    expect(await found({ sensorId: id, includeDeleted: true })).toHaveLength(3);
    expect(await retention.delete(twin.id, 'bob')).toMatchObject({ deletedBy: 'ada' });
    await expect(promote(twin)).rejects.toMatchObject({ code: 'VERSION_DELETED' });
  });

  it('are neither deleted nor archived while they are live or a challenger', async () => {
    const id = unused();
    const [live, challenger] = [await create(id), await create(id)];
    await promote(live);
    await challengers.set({ sensorId: id, modelVersionId: challenger.id, by: 'ada' });
    for (const [version, use] of [
      [live, 'LIVE'],
      [challenger, 'CHALLENGER'],
    ] as const) {
      const refused = { code: 'VERSION_IN_USE', uses: [{ sensorId: id, use }] };
      await expect(retention.delete(version.id, 'ada')).rejects.toMatchObject(refused);
      await expect(retention.archive(version.id, 'ada')).rejects.toMatchObject(refused);
      expect(await stored(version)).toBe(true);
    }
    await challengers.clear(id, 'DETECTION');
    await retention.delete(challenger.id, 'ada');
    expect(await stored(challenger)).toBe(false);
  });

  it('are live or gone, never both, when they are promoted and deleted at the same time', async () => {
    for (let round = 0; round < 4; round++) {
      const version = await create(unused());
      const [promoted, deleted] = await Promise.allSettled([
        promote(version),
        retention.delete(version.id, 'ada'),
      ]);
      expect([promoted.status, deleted.status].sort()).toEqual(['fulfilled', 'rejected']);
      expect(await stored(version)).toBe(promoted.status === 'fulfilled');
    }
  });

  it('are put aside and taken out again; put aside they are not promoted, but rolled back to', async () => {
    const id = unused();
    const [before, after] = [await create(id), await create(id)];
    await promote(before);
    await promote(after);
    await retention.archive(before.id, 'ada');
    expect(await found({ sensorId: id, archived: true })).toEqual([before.id]);
    expect(await found({ sensorId: id, archived: false })).toEqual([after.id]);
    await expect(promote(before)).rejects.toMatchObject({ code: 'VERSION_ARCHIVED' });
    const back = await registry.rollback({ sensorId: id, task: 'DETECTION', reason: '', by: 'ada' });
    expect(back.modelVersionId).toBe(before.id);
    await retention.archive(after.id, 'ada');
    expect(await retention.restore(after.id)).toMatchObject({ archivedAtMs: null, archivedBy: null });
    await promote(after);
  });

  it('are no goal of a rollback once deleted: it goes on to the one before', async () => {
    const id = unused();
    const [a, b, c, d] = [await create(id), await create(id), await create(id), await create(id)];
    for (const version of [a, b, c, d]) await promote(version);
    await retention.delete(c.id, 'ada');
    const rollback = async () =>
      (await registry.rollback({ sensorId: id, task: 'DETECTION', reason: '', by: 'ada' })).modelVersionId;
    expect(await rollback()).toBe(b.id);
    expect(await rollback()).toBe(a.id);
    await expect(rollback()).rejects.toMatchObject({ code: 'NO_EARLIER_VERSION' });
  });

  it('are cleaned up by number and time; a dry run names the same, and touches nothing', async () => {
    const id = unused();
    const versions: ModelVersion[] = [];
    for (let i = 0; i < 6; i++) versions.push(await create(id));
    const [oldest, live, challenger, , , newest] = versions;
    await promote(oldest);
    await promote(live);
    await challengers.set({ sensorId: id, modelVersionId: challenger.id, by: 'ada' });
    const kept = { keepNewest: 1, keepLiveWithinDays: 1 };
    const dry = await retention.cleanUp(kept, true, 'ada');
    const mine = versions.map((version) => version.id);
    expect(dry.modelVersionIds.filter((one) => mine.includes(one))).toEqual([versions[3].id, versions[4].id]);
    expect(dry.freedBytes).toBeGreaterThan(0);
    expect(await found({ sensorId: id })).toHaveLength(6);
    expect(await retention.cleanUp(kept, false, 'ada')).toEqual(dry);
    expect(await found({ sensorId: id })).toEqual([newest, challenger, live, oldest].map((one) => one.id));
    expect(await stored(versions[3])).toBe(false);
    expect((await retention.cleanUp(kept, true, 'ada')).modelVersionIds).toEqual([]);
    const strict = await retention.cleanUp({ keepNewest: 1, keepLiveWithinDays: 0 }, false, 'ada');
    expect(strict.modelVersionIds).toContain(oldest.id);
    for (const wrong of [{ keepNewest: 0 }, { keepNewest: 1.5 }, { keepLiveWithinDays: -1 }])
      await expect(retention.cleanUp({ ...kept, ...wrong }, true, 'ada')).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
  });

  it('leave no weights behind when the process ended between the two steps of a deletion', async () => {
    const version = await create(unused());
    await db.em().nativeUpdate(ModelVersion, { id: version.id }, { deletedAtMs: 1, deletedBy: 'ada' });
    await retention.removeWeights();
    expect(await stored(version)).toBe(false);
  });

  it('are found by family, figures, time, text and the equipment that they serve', async () => {
    const id = unused();
    const [poor, good] = [
      await create(id, { metrics: { mae: 2.5, falseAlarms: 1 }, baselineMetrics: { mae: 3 } }),
      await create(id, { metrics: { mae: 0.5 }, baselineMetrics: { mae: 3 }, family: 'wavelet' }),
    ];
    expect(await found({ sensorId: id, families: ['wavelet', 'ridge'] })).toEqual([good.id]);
    expect(await found({ sensorId: id, metrics: [{ name: 'mae', atMost: 1 }] })).toEqual([good.id]);
    expect(await found({ sensorId: id, metrics: [{ name: 'mae', atLeast: 0.5 }] })).toEqual([
      good.id,
      poor.id,
    ]);
    expect(await found({ sensorId: id, metrics: [{ name: 'falseAlarms' }] })).toEqual([poor.id]);
    expect(await found({ sensorId: id, createdFromMs: good.createdAtMs + 1 })).toEqual([]);
    expect(await found({ sensorId: id, createdToMs: good.createdAtMs })).toEqual([good.id, poor.id]);
    expect(await found({ search: 'WAVE' })).toEqual([good.id]);
    expect(await found({ search: `s-${id}`, task: 'DETECTION' })).toEqual([good.id, poor.id]);
    expect(await found({ within: 1, sensorId: id })).toEqual([good.id, poor.id]);
    await expect(found({ within: 999 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(found({ metrics: [{ name: "a') or 1=1 --" }] })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('stand side by side with what differs in settings, data and figures', async () => {
    const id = unused();
    const datasetVersionId = await db.transaction(async (em) => {
      const same = {
        sensorId: id,
        fromMs: 0,
        toMs: 9_000,
        samplingPeriodMs: 1_000,
        missingCount: 0,
        createdAtMs: 0,
      };
      const row = em.create(DatasetVersion, {
        ...same,
        sampleCount: 10,
        trainCount: 8,
        inputSensorIds: '[]',
        sha256: 'a',
      });
      await em.flush();
      return row.id;
    });
    const one = await create(id, { config: { runs: { stuck: 5, dropout: 5 }, limit: 3 }, datasetVersionId });
    const other = await create(id, {
      config: { runs: { stuck: 9, dropout: 5 } },
      metrics: { falseAlarms: 2, mae: 1 },
      datasetVersionId: 999,
    });
    const compared = await compareVersions(db.em(), [one.id, other.id]);
    expect(compared.config).toEqual([
      { path: 'limit', values: ['3', null] },
      { path: 'runs.stuck', values: ['5', '9'] },
    ]);
    expect(compared.dataset).toContainEqual({ path: 'sampleCount', values: ['10', null] });
    expect(compared.metrics).toEqual([
      { name: 'falseAlarms', values: [1, 2], baselines: [9, 9] },
      { name: 'mae', values: [null, 1], baselines: [null, null] },
    ]);
    const forecaster = await create(id, { task: 'FORECASTING' });
    await expect(compareVersions(db.em(), [one.id, forecaster.id])).rejects.toMatchObject({
      code: 'DIFFERENT_TASKS',
    });
    await expect(compareVersions(db.em(), [one.id, one.id])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(compareVersions(db.em(), [one.id, 9_999])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('have challengers, one for each sensor and task, which are none any more once promoted', async () => {
    const id = unused();
    const [a, b, forecaster] = [
      await create(id),
      await create(id),
      await create(id, { task: 'FORECASTING' }),
    ];
    const challenger = async () => (await challengerIds(db.em(), [id], 'DETECTION'))[0];
    for (const version of [a, b, forecaster])
      await challengers.set({ sensorId: id, modelVersionId: version.id, by: 'ada' });
    expect(await challenger()).toBe(b.id);
    await promote(b);
    expect(await challenger()).toBeNull();
    const refused = (modelVersionId: number, sensorId = id) =>
      challengers.set({ sensorId, modelVersionId, by: 'ada' });
    await expect(refused(b.id)).rejects.toMatchObject({ code: 'ALREADY_LIVE' });
    await expect(refused(9_999)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(refused(a.id, unused())).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await retention.archive(a.id, 'ada');
    await expect(refused(a.id)).rejects.toMatchObject({ code: 'VERSION_ARCHIVED' });
  });
});
