import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { rowsById } from '../../src/db/keyset.ts';
import { entityRows, tableOf } from '../../src/db/rows.ts';
import { Equipment } from '../../src/equipment/equipment.ts';
import { equipmentPage } from '../../src/equipment/equipment-page.ts';
import { EquipmentTree } from '../../src/equipment/equipment-tree.ts';
import { ImportedVersion } from '../../src/registry/imported-version.ts';
import { onEachDatabase } from '../database.ts';

const everything = { first: 100, after: null };

onEachDatabase('rows of a list', (database) => {
  const opened = async () => {
    const db = await database.open();
    onTestFinished(() => db.close());
    const site = await new EquipmentTree(db).createEquipment({ tag: 'SITE', name: 'Site', kind: 'SITE' });
    return { db, site };
  };
  const area = (parentId: number) =>
    ({ tag: 'AREA', name: 'Area', kind: 'AREA', criticality: 'MEDIUM', parentId }) as const;

  it('are what the ORM reads, under the names of the properties', async () => {
    const { db, site } = await opened();
    const [row] = await rowsById(db.em(), Equipment, [site.id]);
    const entity = await db.em().findOneOrFail(Equipment, site.id);
    expect(row).toEqual({ ...entity });
    const { rows } = await equipmentPage(db.em(), {}, everything);
    expect(rows).toEqual([row]);
  });

  it('hold truths as truths where the database has numbers', async () => {
    const { db } = await opened();
    const em = db.em();
    const table = tableOf(em, ImportedVersion);
    expect(table.booleans).toEqual(['validated']);
    expect(await entityRows(em, table, { text: 'where 1 = 0', values: [] })).toEqual([]);
  });

  it('do not show what a transaction has written and takes back', async () => {
    const { db, site } = await opened();
    let listed: ReturnType<typeof equipmentPage> | undefined;
    const given = db.transaction(async (em) => {
      em.create(Equipment, { ...area(site.id), path: '/1/2/', createdAtMs: 1 } as never);
      await em.flush();
      listed = equipmentPage(db.em(), {}, everything);
      await sleep(20);
      throw new Error('taken back');
    });
    await expect(given).rejects.toThrow('taken back');
    expect((await listed)?.rows.map(({ tag }) => tag)).toEqual(['SITE']);
  });

  it('show what their own transaction has written', async () => {
    const { db, site } = await opened();
    const tags = await db.transaction(async (em) => {
      em.create(Equipment, { ...area(site.id), path: '/1/2/', createdAtMs: 1 } as never);
      await em.flush();
      return (await equipmentPage(em, {}, everything)).rows.map(({ tag }) => tag);
    });
    expect(tags).toEqual(['AREA', 'SITE']);
  });
});
