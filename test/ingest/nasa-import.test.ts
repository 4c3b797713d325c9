import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { Equipment } from '../../src/equipment/equipment.ts';
import { EquipmentTree } from '../../src/equipment/equipment-tree.ts';
import { Sensor, SensorInput } from '../../src/equipment/sensor.ts';
import { type ImportSummary, importNasa } from '../../src/ingest/nasa-import.ts';
import { openNasaLayout } from '../../src/ingest/nasa-layout.ts';
import { testTime, trainTime } from '../../src/ingest/nasa-time.ts';
import { OperatorLabel } from '../../src/labels/operator-label.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import type { ReadingsStore } from '../../src/readings/store.ts';
import { onEachDatabase } from '../database.ts';
import { LABELS, nasaFolder, TRAIN_ROWS, writeChannel } from './nasa-folder.ts';

const TRAIN = { trainRows: TRAIN_ROWS };
/** Per channel 12 values, command 1 once, command 2 at samples 0, 3, 6 and 9. */
const READINGS = 2 * (12 + 1 + 4);

onEachDatabase('an import of the public telemetry', (database) => {
  let db: Database;
  let store: ReadingsStore;
  let dir: string;

  const close = async () => {
    store?.close();
    await db?.close();
  };
  beforeEach(async () => {
    await close();
    db = await database.open();
    store = await openReadings(db);
    dir = await nasaFolder();
  });
  afterAll(close);

  const importDir = async (): Promise<ImportSummary> => importNasa(db, store, await openNasaLayout(dir));
  const sensor = (tag: string): Promise<Sensor> => db.em().findOneOrFail(Sensor, { tag });
  const counts = async () => {
    const em = db.em();
    const rows = [await em.count(Equipment), await em.count(Sensor)];
    rows.push(await em.count(SensorInput), await em.count(OperatorLabel));
    const [{ n }] = await em.execute<{ n: number }[]>('select count(*) as n from reading');
    return [...rows, Number(n)];
  };

  it('makes a site, an area and a unit per spacecraft and letter, and a sensor per channel', async () => {
    expect(await importDir()).toEqual({ channels: 2, sensors: 6, readings: READINGS, labels: 3 });
    const equipment = await db.em().find(Equipment, {}, { orderBy: { tag: 'asc' } });
    expect(equipment.map(({ tag, kind }) => `${kind} ${tag}`)).toEqual([
      'SITE MSL',
      'AREA MSL-SUBSYSTEMS',
      'UNIT MSL-T',
      'SITE SMAP',
      'UNIT SMAP-P',
      'AREA SMAP-SUBSYSTEMS',
    ]);
    expect(await sensor('SMAP-P.P-1')).toMatchObject({
      kind: 'CONTINUOUS',
      unit: '1',
      samplingPeriodMs: 60_000,
      normalLow: 0,
      normalHigh: 1.1,
    });
  });

  it('stores the train split as historical readings a minute apart', async () => {
    await importDir();
    const { id } = await sensor('MSL-T.T-9');
    const { times, values } = await store.range(id, 0, Number.MAX_SAFE_INTEGER);
    expect([...times]).toEqual(Array.from({ length: TRAIN_ROWS }, (_, i) => trainTime(i)));
    expect([...values]).toEqual(Array.from({ length: TRAIN_ROWS }, (_, i) => i / 10));
    expect((await store.unscored(id, 0, 100)).times).toHaveLength(0);
  });

  it('links command columns as STEP inputs in their order, stored on change', async () => {
    await importDir();
    const { id } = await sensor('SMAP-P.P-1');
    const inputs = await db.em().find(SensorInput, { sensorId: id }, { orderBy: { position: 'asc' } });
    const commands = [await sensor('SMAP-P.P-1.C01'), await sensor('SMAP-P.P-1.C02')];
    expect(inputs.map(({ inputId }) => inputId)).toEqual(commands.map((command) => command.id));
    expect(commands.map(({ kind }) => kind)).toEqual(['STEP', 'STEP']);
    const changes = await store.range(commands[1].id, 0, Number.MAX_SAFE_INTEGER);
    expect([...changes.times]).toEqual([0, 3, 6, 9].map(trainTime));
    expect([...changes.values]).toEqual([0, 1, 2, 3]);
  });

  it('keeps labels as confirmed operator labels at the times of the test split', async () => {
    await importDir();
    const { id } = await sensor('SMAP-P.P-1');
    const labels = await db.em().find(OperatorLabel, { sensorId: id }, { orderBy: { startMs: 'asc' } });
    expect(labels).toMatchObject([
      { startMs: testTime(TRAIN, 2), endMs: testTime(TRAIN, 3), verdict: 'CONFIRMED', author: 'import' },
      { startMs: testTime(TRAIN, 5), endMs: testTime(TRAIN, 6), note: 'point anomaly' },
    ]);
  });

  it('adds nothing when it is done again', async () => {
    await importDir();
    const before = await counts();
    expect(await importDir()).toEqual({ channels: 2, sensors: 0, readings: 0, labels: 0 });
    expect(await counts()).toEqual(before);
  });

  it('adds a channel that came later', async () => {
    await importDir();
    await writeChannel(dir, 'P-2');
    await writeFile(join(dir, 'labeled_anomalies.csv'), `${LABELS}\nP-2,SMAP,[],[],8\n`);
    expect(await importDir()).toEqual({ channels: 3, sensors: 3, readings: READINGS / 2, labels: 0 });
  });

  it('accepts what a replay of the same test split recorded since', async () => {
    await importDir();
    await record('SMAP-P.P-1', testTime(TRAIN, 4), 0.4);
    expect(await importDir()).toMatchObject({ readings: 0 });
  });

  const record = async (tag: string, timeMs: number, value: number): Promise<void> => {
    const columns = {
      sensorId: (await sensor(tag)).id,
      times: Float64Array.of(timeMs),
      values: Float64Array.of(value),
      qualities: new Uint8Array(1),
    };
    const options = { receivedMs: 0, historical: false };
    await db.transaction((em) => store.append(em, [columns], options));
  };

  describe('stores nothing at all', () => {
    it('when the last file is cut short', async () => {
      const before = await counts();
      await truncate(join(dir, 'test', 'T-9.npy'), 200);
      await expect(importDir()).rejects.toThrow(/test.T-9\.npy: the file is truncated/);
      expect(await counts()).toEqual(before);
    });

    it('when the last file is spoilt between the check and its turn', async () => {
      const layout = await openNasaLayout(dir);
      await truncate(join(dir, 'train', 'T-9.npy'), 200);
      await expect(importNasa(db, store, layout)).rejects.toThrow(/train.T-9\.npy: the file is truncated/);
      expect(await counts()).toEqual([0, 0, 0, 0, 0]);
    });

    it('when a tag that it needs belongs to something else', async () => {
      const tree = new EquipmentTree(db);
      await tree.createEquipment({ tag: 'SMAP', name: 'A plant', kind: 'SITE' });
      const site = await tree.createEquipment({ tag: 'OTHER', name: 'Other', kind: 'SITE' });
      await tree.createEquipment({ tag: 'MSL-SUBSYSTEMS', name: 'X', kind: 'AREA', parentId: site.id });
      const before = await counts();
      await expect(importDir()).rejects.toMatchObject({
        code: 'TAG_TAKEN',
        details: { tag: 'MSL-SUBSYSTEMS' },
      });
      expect(await counts()).toEqual(before);
    });
  });

  describe('refuses a file that is not the one imported before', () => {
    beforeEach(async () => {
      await importDir();
    });
    const changed = (rows: number, at: number) => (row: number, column: number) =>
      row === at && column === rows ? 77 : column === 2 ? Math.floor(row / 3) : column === 0 ? row / 10 : 0;

    it.each([
      ['a value', 0, 11, /train.T-9\.npy, sample 11: column 0 does not hold/],
      ['a command', 2, 4, /train.T-9\.npy, sample 4: column 2 does not hold/],
    ])('when %s differs', async (_, column, row, said) => {
      const before = await counts();
      await writeChannel(dir, 'T-9', changed(column, row));
      await expect(importDir()).rejects.toThrow(said);
      expect(await counts()).toEqual(before);
    });

    it('when what was replayed differs', async () => {
      await record('MSL-T.T-9', testTime(TRAIN, 6), 99);
      await expect(importDir()).rejects.toThrow(/test.T-9\.npy, sample 6: column 0 does not hold/);
    });

    it.each([
      ['has fewer labels', '"[[2, 3]]",[point]'],
      ['has other labels', '"[[2, 3], [5, 7]]","[point, point]"'],
      ['has more labels', '"[[2, 3], [5, 6], [7, 7]]","[point, point, point]"'],
    ])('when a channel %s', async (_, row) => {
      const labels = LABELS.replace(/^P-1.*$/m, `P-1,SMAP,${row},8`);
      await writeFile(join(dir, 'labeled_anomalies.csv'), labels);
      await expect(importDir()).rejects.toThrow(/P-1 has other labels than were imported before/);
    });
  });
});
