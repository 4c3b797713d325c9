import { afterAll, beforeAll, expect, it } from 'vitest';
import { MOST_CLEANED_AT_HAND } from '../../src/datasets/clean-split.ts';
import { DatasetOrigin } from '../../src/datasets/dataset-origin.ts';
import { DatasetVersion } from '../../src/datasets/dataset-version.ts';
import { Datasets } from '../../src/datasets/datasets.ts';
import { type DatasetLineage, LineageCheck } from '../../src/datasets/lineage-check.ts';
import { sampledSensor } from '../../src/datasets/sampled-sensor.ts';
import type { Database } from '../../src/db/database.ts';
import { SensorInput } from '../../src/equipment/sensor.ts';
import { OperatorLabel } from '../../src/labels/operator-label.ts';
import { cleaningConfig } from '../../src/ml/cleaning/cleaning-config.ts';
import { FEATURE_CODE } from '../../src/ml/features/feature-code.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import type { ReadingsStore } from '../../src/readings/store.ts';
import { ModelVersion } from '../../src/registry/model-version.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { promoted } from '../live/promoted.ts';
import { EVERY_FEATURE } from '../ml/features/every-feature.ts';
import { plantWithSensors } from '../plant.ts';

const COUNT = 60;
const second = (i: number) => 1_000 * i;
const wave = (i: number) => Math.sin(i / 5) + i / 100;
const cleaning = cleaningConfig.parse({
  hampel: { halfWidth: 3, times: 3 },
  imputation: { method: 'LINEAR' },
});
const hashes: string[] = [];

onEachDatabase('the lineage of a version', (kind) => {
  let db: Awaited<ReturnType<TestDatabase['open']>>;
  let readings: ReadingsStore;
  let check: LineageCheck;
  let sensors: number[];
  let next = 0;

  beforeAll(async () => {
    db = await kind.open();
    readings = await openReadings(db);
    check = new LineageCheck(db, readings);
    sensors = await plantWithSensors(db, 24);
  });
  afterAll(async () => {
    readings.close();
    await db.close();
  });

  const store = (sensorId: number, cells: readonly number[]) =>
    db.transaction((em) => {
      const times = Float64Array.from(cells, second);
      const values = Float64Array.from(cells, wave);
      const columns = { sensorId, times, values, qualities: new Uint8Array(cells.length) };
      return readings.append(em, [columns], { receivedMs: 0, historical: true });
    });
  const verified = async (modelVersionId: number) => (await check.verify(modelVersionId)).datasets[0];
  const change = (sql: string) => db.em().execute(sql);

  /** A sensor with one input and a gap at 20, of which a version was fitted. */
  const versionOf = async (count = COUNT) => {
    const [sensorId, inputId] = [sensors[next++], sensors[next++]];
    const cells = [...Array(count).keys()];
    await store(
      sensorId,
      cells.filter((i) => i !== 20),
    );
    await store(inputId, cells);
    await db.transaction(async (em) => {
      em.create(SensorInput, { sensorId, position: 0, inputId });
      await em.flush();
    });
    const sensor = await sampledSensor(db.em(), sensorId);
    const split = { trainShare: 0.5, validationShare: 0.2, gap: 2, cleaning, features: EVERY_FEATURE };
    const { version } = await new Datasets(db, readings).pin(sensor, { fromMs: null, toMs: null }, split);
    const modelVersionId = await fitted(db, sensorId, version);
    return { sensorId, inputId, version, modelVersionId };
  };
  const kinds = ({ changes }: DatasetLineage) => changes.map(({ kind }) => kind);

  it('is unchanged while the arrays are, and of one hash on every database', async () => {
    const { sensorId, version, modelVersionId } = await versionOf();
    const lineage = await verified(modelVersionId);
    expect(lineage).toEqual({
      sensorId,
      datasetVersionId: version.id,
      recordedSha256: version.sha256,
      sha256: version.sha256,
      changes: [],
    });
    hashes.push(version.sha256);
    expect(new Set(hashes).size).toBe(1);
  });

  it('is worked out in a thread where it is long, and is no other then', async () => {
    const { version, modelVersionId } = await versionOf(MOST_CLEANED_AT_HAND + 1);
    expect(await verified(modelVersionId)).toMatchObject({ sha256: version.sha256, changes: [] });
  });

  it('names the one value that was changed', async () => {
    const { sensorId, modelVersionId } = await versionOf();
    await change(
      `update reading set value = value + 1e-12 where sensor_id = ${sensorId} and source_time_ms = 7000`,
    );
    const lineage = await verified(modelVersionId);
    expect(lineage.sha256).not.toBe(lineage.recordedSha256);
    expect(lineage.changes).toMatchObject([{ kind: 'VALUES', samples: 1, firstMs: 7_000, lastMs: 7_000 }]);
  });

  it('tells readings that are gone from those that came later', async () => {
    const gone = await versionOf();
    await change(
      `delete from reading where sensor_id = ${gone.sensorId} and source_time_ms in (9000, 59000)`,
    );
    const less = await verified(gone.modelVersionId);
    expect(kinds(less)).toEqual(['READINGS_GONE', 'RANGE', 'VALUES', 'CLEANING']);
    expect(less.changes[0].samples).toBe(2);
    expect(less.changes[2]).toMatchObject({ samples: 2, firstMs: 9_000, lastMs: 59_000 });
    const late = await versionOf();
    await store(late.sensorId, [20, 70]);
    const more = await verified(late.modelVersionId);
    expect(kinds(more)).toEqual(['SAMPLE_COUNT', 'VALUES', 'CLEANING']);
    expect(more.changes[0].samples).toBe(1);
    await change(`delete from reading where sensor_id = ${late.sensorId}`);
    const none = await verified(late.modelVersionId);
    expect(none).toMatchObject({ sha256: null, changes: [{ kind: 'READINGS_GONE', samples: COUNT - 1 }] });
  });

  it('says that features are computed otherwise by now', async () => {
    const { version, modelVersionId } = await versionOf();
    expect(JSON.parse(String(version.features))).toEqual({ code: FEATURE_CODE, ...EVERY_FEATURE });
    const older = JSON.stringify({ ...EVERY_FEATURE, code: 0 });
    await db
      .em()
      .execute('update dataset_version set features = ?, sha256 = ? where id = ?', [older, '', version.id]);
    expect(kinds(await verified(modelVersionId))).toEqual(['FEATURES']);
  });

  it('names the input whose values changed, and labels of the train part', async () => {
    const { sensorId, inputId, modelVersionId } = await versionOf();
    await change(`update reading set value = 5 where sensor_id = ${inputId} and source_time_ms = 3000`);
    const label = (first: number, last: number) =>
      db.transaction(async (em) => {
        const interval = { startMs: second(first), endMs: second(last) };
        em.create(OperatorLabel, {
          sensorId,
          ...interval,
          verdict: 'CONFIRMED',
          author: 'ada',
          createdAtMs: 0,
        });
        await em.flush();
      });
    await label(56, 57);
    expect((await verified(modelVersionId)).changes).toMatchObject([{ kind: 'INPUTS', sensorId: inputId }]);
    await label(30, 32);
    const both = await verified(modelVersionId);
    expect(kinds(both)).toEqual(['INPUTS', 'LABELS', 'CLEANING']);
    expect(both.changes[1].samples).toBe(3);
  });

  it('says that cleaning gives another result where nothing else differs', async () => {
    const { version, modelVersionId } = await versionOf();
    const counted = JSON.parse(version.cleaning ?? '');
    const other = JSON.stringify({ ...counted, train: { ...counted.train, outliers: 40 } });
    await db.em().nativeUpdate(DatasetVersion, version.id, { cleaning: other, sha256: 'of another release' });
    expect(kinds(await verified(modelVersionId))).toEqual(['CLEANING']);
  });

  it('does not guess about datasets whose origin was not recorded', async () => {
    const { sensorId, version, modelVersionId } = await versionOf();
    await db.em().nativeDelete(DatasetOrigin, { datasetVersionId: version.id });
    expect(kinds(await verified(modelVersionId))).toEqual([]);
    await change(`update reading set value = 3 where sensor_id = ${sensorId} and source_time_ms = 50000`);
    expect(kinds(await verified(modelVersionId))).toEqual(['ARRAYS']);
  });

  it('refuses a version that does not exist, and more checks at once than fit into memory', async () => {
    await expect(check.verify(999_999)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { modelVersionId } = await versionOf();
    const three = await Promise.allSettled([1, 2, 3].map(() => check.verify(modelVersionId)));
    expect(three.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(three[2]).toMatchObject({ reason: { code: 'BUSY' } });
    expect(kinds(await verified(modelVersionId))).toEqual([]);
  });
});

async function fitted(db: Database, sensorId: number, dataset: DatasetVersion): Promise<number> {
  const id = await promoted(db, sensorId, dataset.sha256);
  await db.em().nativeUpdate(ModelVersion, id, { datasetVersionId: dataset.id });
  return id;
}
