import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { DEFAULT_DETECTION, detectionSettings } from '../../src/equipment/detection-settings.ts';
import { equipmentPage } from '../../src/equipment/equipment-page.ts';
import { EquipmentTree } from '../../src/equipment/equipment-tree.ts';
import { inputsOf, sensorPage } from '../../src/equipment/sensor-page.ts';
import { limitsAsOf } from '../../src/equipment/setting-history.ts';
import { onEachDatabase } from '../database.ts';

const everything = { first: 100, after: null };

onEachDatabase('the equipment tree', (database) => {
  let db: Database;
  let tree: EquipmentTree;
  let plant: { site: number; area: number; unit: number };
  let serial = 0;

  const refusal = (code: string) => ({ code });
  const sensorIn = (unit: number, more = {}) => {
    const input = {
      name: 'Vibration',
      equipmentId: unit,
      quantity: 'velocity',
      unit: 'mm/s',
      samplingPeriodMs: 1000,
    };
    return tree.createSensor({ tag: `S-${++serial}`, ...input, ...more }, 'ann');
  };
  const unitIn = (area: number) =>
    tree.createEquipment({ tag: `U-${++serial}`, name: 'Pump', kind: 'UNIT', parentId: area });

  beforeAll(async () => {
    db = await database.open();
    tree = new EquipmentTree(db);
    const site = await tree.createEquipment({ tag: 'PLANT', name: 'Plant', kind: 'SITE' });
    const area = await tree.createEquipment({ tag: 'AREA', name: 'Area', kind: 'AREA', parentId: site.id });
    const unit = await tree.createEquipment({ tag: 'PUMP-1', name: 'Pump', kind: 'UNIT', parentId: area.id });
    plant = { site: site.id, area: area.id, unit: unit.id };
  });
  afterAll(() => db.close());

  it('keeps the ids from the root in the path', async () => {
    const { rows } = await equipmentPage(db.em(), { within: plant.area }, everything);
    expect(rows.map((row) => [row.tag, row.path])).toEqual([
      ['AREA', `/${plant.site}/${plant.area}/`],
      ['PUMP-1', `/${plant.site}/${plant.area}/${plant.unit}/`],
    ]);
  });

  it.each([
    ['a unit in a site', { kind: 'UNIT', parent: 'site' }],
    ['an area in an area', { kind: 'AREA', parent: 'area' }],
    ['an area without a site', { kind: 'AREA', parent: null }],
    ['a site in a site', { kind: 'SITE', parent: 'site' }],
  ] as const)('refuses %s', async (_, { kind, parent }) => {
    const parentId = parent && plant[parent];
    await expect(tree.createEquipment({ tag: 'X', name: 'X', kind, parentId })).rejects.toMatchObject(
      refusal('INVALID_INPUT'),
    );
  });

  it('refuses a parent that does not exist', async () => {
    const create = tree.createEquipment({ tag: 'X', name: 'X', kind: 'AREA', parentId: 999_999 });
    await expect(create).rejects.toMatchObject(refusal('NOT_FOUND'));
  });

  it.each(['', ' P', 'P 1', '-P', 'Ä', 'x'.repeat(65)])('refuses the tag %j', async (tag) => {
    await expect(tree.createEquipment({ tag, name: 'X', kind: 'SITE' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { field: 'tag' },
    });
  });

  it('lets one of many creators of the same tag win and tells the others', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 5 }, () => tree.createEquipment({ tag: 'TWIN', name: 'Twin', kind: 'SITE' })),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of tries) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject(refusal('DUPLICATE_TAG'));
    }
  });

  it('changes what a patch names and leaves the rest', async () => {
    const unit = await unitIn(plant.area);
    await tree.updateEquipment(unit.id, { name: 'Big pump', location: 'Hall 2' });
    const updated = await tree.updateEquipment(unit.id, { criticality: 'CRITICAL', location: null });
    expect(updated).toMatchObject({
      name: 'Big pump',
      criticality: 'CRITICAL',
      location: null,
      tag: unit.tag,
    });
  });

  it('retires a unit with its sensors, and nothing that still holds something in service', async () => {
    const unit = await unitIn(plant.area);
    const sensor = await sensorIn(unit.id);
    await expect(tree.retireEquipment(plant.area)).rejects.toMatchObject(refusal('HAS_ACTIVE_CHILDREN'));
    const retired = await tree.retireEquipment(unit.id);
    expect(await tree.retireEquipment(unit.id)).toMatchObject({ retiredAtMs: retired.retiredAtMs });
    const { rows } = await sensorPage(db.em(), { within: unit.id, includeRetired: true }, everything);
    expect(rows).toMatchObject([{ id: sensor.id, retiredAtMs: retired.retiredAtMs }]);
    await expect(sensorIn(unit.id)).rejects.toMatchObject(refusal('RETIRED'));
    await expect(tree.updateEquipment(unit.id, { name: 'X' })).rejects.toMatchObject(refusal('RETIRED'));
    await expect(tree.updateSensor(sensor.id, { name: 'X' }, 'ann')).rejects.toMatchObject(
      refusal('RETIRED'),
    );
  });

  describe('its sensors', () => {
    it('belong to units only', async () => {
      await expect(sensorIn(plant.area)).rejects.toMatchObject(refusal('INVALID_INPUT'));
    });

    it.each([
      ['unit', { unit: '' }],
      ['unit', { unit: '°C' }],
      ['unit', { unit: 'x'.repeat(33) }],
      ['samplingPeriodMs', { samplingPeriodMs: 0 }],
      ['samplingPeriodMs', { samplingPeriodMs: 1.5 }],
      ['samplingPeriodMs', { samplingPeriodMs: 86_400_001 }],
      ['normalRange.high', { normalRange: { low: 2, high: 2 } }],
      ['normalRange.low', { normalRange: { low: Number.NaN, high: 2 } }],
      ['limits.low', { limits: { lowLow: 5, low: 4 } }],
      ['limits.highHigh', { limits: { lowLow: 5, highHigh: 4 } }],
      ['limits.high', { limits: { high: Number.POSITIVE_INFINITY } }],
      [
        'detection.openAfterReadings',
        { detection: { openAfterReadings: 0, closeAfterReadings: 1, closeRatio: 1 } },
      ],
      [
        'detection.closeAfterReadings',
        { detection: { openAfterReadings: 1, closeAfterReadings: 0.5, closeRatio: 1 } },
      ],
      ['detection.closeRatio', { detection: { openAfterReadings: 1, closeAfterReadings: 1, closeRatio: 0 } }],
      ['name', { name: '  ' }],
    ])('are refused with a bad %s: %j', async (field, input) => {
      await expect(sensorIn(plant.unit, input)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        details: { field },
      });
    });

    it('are not there at all when something about them was refused', async () => {
      const tag = 'HALF';
      await expect(sensorIn(plant.unit, { tag, inputIds: [999_999] })).rejects.toMatchObject(
        refusal('NOT_FOUND'),
      );
      expect((await sensorPage(db.em(), { tags: [tag] }, everything)).rows).toEqual([]);
    });

    it('keep their inputs in order, and take only existing, different, other ones in service', async () => {
      const [a, b, sensor] = [
        await sensorIn(plant.unit),
        await sensorIn(plant.unit),
        await sensorIn(plant.unit),
      ];
      await tree.updateSensor(sensor.id, { inputIds: [b.id, a.id] }, 'ann');
      await tree.updateSensor(sensor.id, { inputIds: [a.id, b.id] }, 'ann');
      expect(await inputsOf(db.em(), [sensor.id, a.id])).toEqual([[a.id, b.id], []]);
      const withInputs = (inputIds: number[]) => tree.updateSensor(sensor.id, { inputIds }, 'ann');
      await expect(withInputs([a.id, a.id])).rejects.toMatchObject(refusal('INVALID_INPUT'));
      await expect(withInputs([sensor.id])).rejects.toMatchObject(refusal('OWN_INPUT'));
      await expect(withInputs(Array.from({ length: 65 }, (_, i) => i))).rejects.toMatchObject(
        refusal('INVALID_INPUT'),
      );
      await tree.retireSensor(b.id);
      await expect(withInputs([b.id])).rejects.toMatchObject(refusal('RETIRED'));
      expect(await inputsOf(db.em(), [sensor.id])).toEqual([[a.id, b.id]]);
    });

    it('answer which limits held when', async () => {
      const sensor = await sensorIn(plant.unit, { limits: { low: 1, high: 9 } });
      const atFirst = { lowLow: null, low: 1, high: 9, highHigh: null };
      await new Promise((resolve) => setTimeout(resolve, 5));
      const updated = await tree.updateSensor(sensor.id, { limits: { high: 8 } }, 'bob');
      expect(updated).toMatchObject({ limitLow: null, limitHigh: 8 });
      const em = db.em();
      expect(await limitsAsOf(em, sensor.id, sensor.createdAtMs - 1)).toBeNull();
      expect(await limitsAsOf(em, sensor.id, sensor.createdAtMs)).toEqual(atFirst);
      expect(await limitsAsOf(em, sensor.id, Date.now())).toEqual({ ...atFirst, low: null, high: 8 });
    });

    it('have the newest detection settings, the defaults where none were set', async () => {
      const [set, unset] = [await sensorIn(plant.unit), await sensorIn(plant.unit)];
      const settings = { openAfterReadings: 3, closeAfterReadings: 30, closeRatio: 0.5 };
      await tree.updateSensor(set.id, { detection: { ...settings, closeRatio: 1 } }, 'ann');
      await tree.updateSensor(set.id, { detection: settings }, 'ann');
      await tree.updateSensor(set.id, { name: 'No change to settings' }, 'ann');
      expect(await detectionSettings(db.em(), [set.id, unset.id])).toEqual(
        new Map([
          [set.id, { ...settings, judgeLimits: true }],
          [unset.id, DEFAULT_DETECTION],
        ]),
      );
      expect(await detectionSettings(db.em(), [])).toEqual(new Map());
    });
  });

  describe('its lists', () => {
    it('go on after a row, whatever was added before it', async () => {
      const area = await tree.createEquipment({
        tag: 'L-AREA',
        name: 'Lists',
        kind: 'AREA',
        parentId: plant.site,
      });
      for (const tag of ['L-1', 'L-3', 'L-4', 'L-5']) {
        await tree.createEquipment({ tag, name: tag, kind: 'UNIT', parentId: area.id });
      }
      const filter = { parentId: area.id };
      const one = await equipmentPage(db.em(), filter, { first: 2, after: null });
      expect([one.rows.map(({ tag }) => tag), one.hasNext, await one.total()]).toEqual([
        ['L-1', 'L-3'],
        true,
        4,
      ]);
      await tree.createEquipment({ tag: 'L-2', name: 'L-2', kind: 'UNIT', parentId: area.id });
      const after = [one.rows[1].tag, one.rows[1].id];
      const two = await equipmentPage(db.em(), filter, { first: 2, after });
      expect([two.rows.map(({ tag }) => tag), two.hasNext, await two.total()]).toEqual([
        ['L-4', 'L-5'],
        false,
        5,
      ]);
    });

    it('search letters, not patterns', async () => {
      await tree.createEquipment({ tag: 'ODD', name: '50%_done', kind: 'SITE' });
      const search = async (text: string) => {
        const page = await equipmentPage(db.em(), { search: text }, everything);
        return [page.rows.map(({ tag }) => tag), await page.total()];
      };
      expect(await search('%_D')).toEqual([['ODD'], 1]);
      expect(await search('5_%')).toEqual([[], 0]);
    });
  });
});
