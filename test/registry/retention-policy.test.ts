import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { EquipmentTree } from '../../src/equipment/equipment-tree.ts';
import { Challengers } from '../../src/registry/challengers.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import { ModelVersion } from '../../src/registry/model-version.ts';
import { Registry } from '../../src/registry/registry.ts';
import {
  type RetentionChange,
  retentionPolicies,
  setRetentionPolicy,
  withdrawRetentionPolicy,
} from '../../src/registry/retention-policy.ts';
import { RetentionRounds } from '../../src/registry/retention-rounds.ts';
import { VersionRetention } from '../../src/registry/version-retention.ts';
import { onEachDatabase } from '../database.ts';
import { candidate } from './candidate.ts';

onEachDatabase('the stored retention of model versions', (kind) => {
  let db: Database;
  let folder: string;
  let artifacts: FolderArtifacts;
  let registry: Registry;
  let retention: VersionRetention;
  let tree: EquipmentTree;
  let weights = 0;
  let tags = 0;

  beforeAll(async () => {
    db = await kind.open();
    folder = await mkdtemp(join(tmpdir(), 'telltale-policy-'));
    artifacts = new FolderArtifacts(folder);
    registry = new Registry(db, artifacts, { wake: () => {} });
    retention = new VersionRetention(db, artifacts);
    tree = new EquipmentTree(db);
  });
  afterAll(async () => {
    await db.close();
    await rm(folder, { recursive: true });
  });

  const create = async (sensorIds: readonly number[], count = 1): Promise<number[]> => {
    const ids: number[] = [];
    for (let i = 0; i < count; i++) {
      const artifact = await artifacts.put(new TextEncoder().encode(`weights ${++weights}`));
      const one = candidate(sensorIds, { artifact });
      ids.push((await db.transaction((em) => registry.createVersion(em, one))).id);
    }
    return ids;
  };
  /** A site with two units, a sensor each. */
  const site = async () => {
    const enter = (unit: 'SITE' | 'AREA' | 'UNIT', parentId?: number) => {
      const tag = `P-${++tags}`;
      return tree.createEquipment({ tag, name: tag, kind: unit, parentId });
    };
    const { id: siteId } = await enter('SITE');
    const { id: areaId } = await enter('AREA', siteId);
    const units = [await enter('UNIT', areaId), await enter('UNIT', areaId)];
    const sensors = [];
    for (const { id: equipmentId } of units) {
      const tag = `P-S-${++tags}`;
      const input = { tag, name: tag, equipmentId, quantity: 'level', unit: 'm', samplingPeriodMs: 1_000 };
      sensors.push((await tree.createSensor(input, 'test')).id);
    }
    return { siteId, unitIds: units.map(({ id }) => id), sensors };
  };
  const set = (equipmentId: number | null, change: RetentionChange) =>
    setRetentionPolicy(db, equipmentId, { keepLiveWithinDays: 0, ...change }, 'ada');
  const left = async (ids: readonly number[]) =>
    (
      await db
        .em()
        .find(ModelVersion, { id: { $in: [...ids] }, deletedAtMs: null }, { orderBy: { id: 'asc' } })
    ).map(({ id }) => id);

  it('is followed where it holds, by the nearest policy above, and says who deleted', async () => {
    const { siteId, unitIds, sensors } = await site();
    const [loose, strict, group] = [
      await create([sensors[0]], 4),
      await create([sensors[1]], 4),
      await create(sensors, 3),
    ];
    const elsewhere = await create([(await site()).sensors[0]], 3);
    await set(siteId, { isEnabled: true, keepNewest: 3 });
    const nested = await set(unitIds[1], { isEnabled: true, keepNewest: 1 });
    expect((await retention.outlived(nested)).modelVersionIds).toEqual(strict.slice(0, 3));
    expect(await left(strict)).toEqual(strict);
    expect(await retention.followPolicies()).toBe(4);
    expect([await left(loose), await left(strict)]).toEqual([loose.slice(1), strict.slice(3)]);
    expect([await left(group), await left(elsewhere)]).toEqual([group, elsewhere]);
    const gone = await db.em().findOneOrFail(ModelVersion, strict[0]);
    expect(gone.deletedBy).toBe(`retention policy 1 of equipment ${unitIds[1]}`);
    await expect(artifacts.get(gone.artifactSha256)).rejects.toThrow();
    expect(await retention.followPolicies()).toBe(0);
    await withdrawRetentionPolicy(db, unitIds[1], 'ada');
    await set(siteId, { keepNewest: 1 });
    expect(await retention.followPolicies()).toBe(4);
    expect([await left(loose), await left(group)]).toEqual([loose.slice(3), group.slice(2)]);
    await set(siteId, { isEnabled: false });
  });

  it('never deletes what is live, a challenger or pinned', async () => {
    const { siteId, sensors } = await site();
    const [pinned, live, challenger, old, newest] = await create([sensors[0]], 5);
    await registry.promote({ modelVersionId: live, reason: '', by: 'ada' });
    const challengers = new Challengers(db, async () => {});
    await challengers.set({ sensorId: sensors[0], modelVersionId: challenger, by: 'ada' });
    await retention.pin(pinned, 'the reference of the acceptance test', 'ada');
    const policy = await set(siteId, { isEnabled: true, keepNewest: 1 });
    expect((await retention.outlived(policy)).modelVersionIds).toEqual([old]);
    expect(await retention.followPolicies()).toBe(1);
    expect(await left([pinned, live, challenger, old, newest])).toEqual([pinned, live, challenger, newest]);
    const byHand = retention.delete(pinned, 'ada');
    await expect(byHand).rejects.toMatchObject({ code: 'VERSION_PINNED' });
    await expect(retention.pin(old, 'late', 'ada')).rejects.toMatchObject({ code: 'VERSION_DELETED' });
    await expect(retention.pin(newest, ' ', 'ada')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await retention.unpin(pinned);
    expect(await retention.followPolicies()).toBe(1);
    expect(await left([pinned])).toEqual([]);
    await set(siteId, { isEnabled: false });
  });

  it('deletes nothing where a nearer policy is not enabled, nor without any policy', async () => {
    const { siteId, unitIds, sensors } = await site();
    const [kept, given] = [await create([sensors[0]], 3), await create([sensors[1]], 3)];
    expect(await retention.followPolicies()).toBe(0);
    const off = await set(unitIds[0], { keepNewest: 1 });
    await set(siteId, { isEnabled: true, keepNewest: 1 });
    expect((await retention.outlived(off)).modelVersionIds).toEqual(kept.slice(0, 2));
    expect(await retention.followPolicies()).toBe(2);
    expect([await left(kept), await left(given)]).toEqual([kept, given.slice(2)]);
    await set(siteId, { isEnabled: false });
  });

  it('is a history: what held at an instant can be asked', async () => {
    const first = await set(null, { keepNewest: 7 });
    await new Promise((resolve) => setTimeout(resolve, 2));
    const second = await set(null, { keepLiveWithinDays: 30 });
    expect(second).toMatchObject({ version: first.version + 1, setBy: 'ada' });
    expect(second.ruled()).toEqual({ isEnabled: false, keepNewest: 7, keepLiveWithinDays: 30 });
    const plant = async (asOf?: number) =>
      (await retentionPolicies(db.em(), asOf)).find(({ place }) => place === 0)?.id;
    expect(await plant()).toBe(second.id);
    expect(await plant(first.fromMs)).toBe(first.id);
    expect(await plant(first.fromMs - 1)).toBeUndefined();
    await withdrawRetentionPolicy(db, null, 'bob');
    expect(await withdrawRetentionPolicy(db, null, 'bob')).toMatchObject({ rules: null, setBy: 'bob' });
    expect(await plant()).toBeUndefined();
    await expect(set(9_999, {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(set(null, { keepNewest: 0 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('is followed when a server starts', async () => {
    const { siteId, sensors } = await site();
    const versions = await create([sensors[0]], 2);
    await set(siteId, { isEnabled: true, keepNewest: 1 });
    const faults: unknown[] = [];
    const rounds = new RetentionRounds(retention, (error) => faults.push(error));
    rounds.start();
    await rounds.stop();
    expect(await left(versions)).toEqual(versions.slice(1));
    expect(faults).toEqual([]);
  });
});
