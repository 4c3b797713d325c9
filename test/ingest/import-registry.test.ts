import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { ConflictError } from '../../src/errors.ts';
import { foreseeImport, importRegistry } from '../../src/ingest/old-registry/import-registry.ts';
import { openOldRegistry } from '../../src/ingest/old-registry/old-registry.ts';
import { ImportedVersion } from '../../src/registry/imported-version.ts';
import { ModelVersion } from '../../src/registry/model-version.ts';
import { promotableId } from '../../src/registry/promotable.ts';
import { RegisteredModel } from '../../src/registry/registered-model.ts';
import { RegistryImport } from '../../src/registry/registry-import.ts';
import { onEachDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';
import {
  DETECTION,
  ENTRIES,
  jsonRegistry,
  type OldEntry,
  sqliteRegistry,
  writeIndexes,
  writeMetadata,
} from './old-registry-folder.ts';

/** Tags of the plant: `CONTINUOUS-S-0` is the sensor of the registry. */
const TAGS = new Map([['SMAP-PWR-001', 'CONTINUOUS-S-0']]);

onEachDatabase('an import of another registry', (kind) => {
  let db: Database;
  let sensorId: number;

  beforeAll(async () => {
    db = await kind.open();
    [sensorId] = await plantWithSensors(db, 1);
  });
  beforeEach(async () => {
    await db.em().nativeDelete(ImportedVersion, {});
    await db.em().nativeDelete(RegistryImport, {});
    await db.em().nativeDelete(RegisteredModel, {});
  });
  afterAll(() => db.close());

  const run = async (dir: string, tags: ReadonlyMap<string, string> = TAGS) =>
    importRegistry(db, await openOldRegistry(dir), { source: dir, tags });
  const foresee = async (dir: string, tags: ReadonlyMap<string, string> = TAGS) =>
    foreseeImport(db, await openOldRegistry(dir), { source: dir, tags });
  const counts = async () => {
    const em = db.em();
    const models = await em.count(RegisteredModel);
    return [await em.count(ImportedVersion), models, await em.count(RegistryImport)];
  };
  const only = async () => {
    const [row] = await db.em().find(ImportedVersion, {});
    return row;
  };

  it.each([
    ['JSON', jsonRegistry],
    ['SQLITE', sqliteRegistry],
  ] as const)(
    'takes versions of the layout %s as records, oldest first, that serve nobody',
    async (layout, registry) => {
      const summary = await run(await registry());
      expect(summary).toMatchObject({ found: 3, known: 0, leftOut: [] });
      expect(summary.imported.map((taken) => taken.registeredModel)).toEqual([
        'CONTINUOUS-S-0/detection',
        'CONTINUOUS-S-0/detection',
        'CONTINUOUS-S-0/forecasting',
      ]);
      const rows = await db.em().find(ImportedVersion, {}, { orderBy: { id: 'asc' } });
      expect(rows.map((row) => row.sourceVersionId)).toEqual(ENTRIES.map((entry) => entry.version_id));
      expect(rows[0]).toMatchObject({
        layout,
        sensorId,
        modelType: 'telemanom',
        sourceModelId: DETECTION.model_id,
        claimedAtMs: Date.UTC(2024, 4, 1, 12, 0, 0, 123),
        tags: '["smap","prod"]',
        validated: false,
      });
      expect(JSON.parse(rows[0].claims)).toMatchObject({ training_metrics: { loss: 0.01 } });
      expect(await db.em().count(ModelVersion)).toBe(0);
    },
  );

  it('adds nothing when it is run again, and what is new when something is', async () => {
    const dir = await jsonRegistry();
    await run(dir);
    expect(await run(dir)).toMatchObject({ found: 3, imported: [], known: 3, leftOut: [] });
    const added: OldEntry = { ...DETECTION, version_id: 'v3' };
    await writeIndexes(dir, [...ENTRIES, added]);
    await writeMetadata(dir, added);
    expect(await run(dir)).toMatchObject({ imported: [{ versionId: 'v3' }], known: 3, leftOut: [] });
    expect(await counts()).toEqual([4, 2, 3]);
  });

  it('says beforehand exactly what it does afterwards, and writes nothing then', async () => {
    const dir = await jsonRegistry();
    await writeMetadata(dir, DETECTION, { created_at: 'yesterday' });
    const foreseen = await foresee(dir);
    expect(foreseen).toMatchObject({ imported: [{}, {}], leftOut: [{}] });
    expect(await counts()).toEqual([0, 0, 0]);
    expect(await run(dir)).toEqual(foreseen);
  });

  it('keeps the report of what it left out: sensors and kinds of model that are not known here', async () => {
    const other: OldEntry = { ...DETECTION, model_id: 'm2', sensor_id: 'MSL-NAV-001', version_id: 'v-nav' };
    const kind: OldEntry = { ...DETECTION, model_id: 'm3', model_type: 'prophet', version_id: 'v-prophet' };
    const dir = await jsonRegistry([...ENTRIES, other, kind]);
    const { leftOut } = await run(dir);
    expect(leftOut).toEqual([
      {
        file: 'metadata/v-nav.json',
        what: 'v-nav',
        why: 'no sensor has the tag MSL-NAV-001; enter it, or name the tag of MSL-NAV-001',
      },
      {
        file: 'metadata/v-prophet.json',
        what: 'v-prophet',
        why: 'its model_type prophet is neither telemanom nor transformer',
      },
    ]);
    const [report] = await db.em().find(RegistryImport, {});
    expect(report).toMatchObject({
      source: dir,
      foundCount: 5,
      importedCount: 3,
      knownCount: 0,
      leftOutCount: 2,
    });
    expect(JSON.parse(report.leftOut)).toEqual(leftOut);
  });

  it('takes a sensor id for a tag where nothing else is said', async () => {
    const entry: OldEntry = { ...DETECTION, sensor_id: 'CONTINUOUS-S-0' };
    expect(await run(await jsonRegistry([entry]), new Map())).toMatchObject({ imported: [{}], leftOut: [] });
  });

  it('lets stand what it took when the other registry says something else later', async () => {
    const dir = await jsonRegistry([DETECTION]);
    await run(dir);
    await writeMetadata(dir, DETECTION, { performance_score: 0.99 });
    const { imported, known, leftOut } = await run(dir);
    expect({ imported, known }).toEqual({ imported: [], known: 0 });
    expect(leftOut[0].why).toMatch(/it was imported from metadata\/.*with other facts, which stand/);
    expect(JSON.parse((await only()).claims).performance_score).toBe(0.93);
  });

  it('is done once when it is run twice at the same time', async () => {
    const dir = await jsonRegistry();
    const outcomes = await Promise.allSettled([run(dir), run(dir)]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'IMPORT_CONFLICT' });
    }
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect((await counts())[0]).toBe(3);
  });

  it('gives versions that cannot be promoted', async () => {
    await run(await jsonRegistry([DETECTION]));
    const { id } = await only();
    const refused = await promotableId(db.em(), { type: 'ImportedVersion', id }).catch((error) => error);
    expect(refused).toBeInstanceOf(ConflictError);
    expect(refused).toMatchObject({ code: 'UNVALIDATED', details: { importedVersionId: id } });
    await expect(promotableId(db.em(), { type: 'ImportedVersion', id: id + 1 })).rejects.toThrow(
      /does not exist/,
    );
    expect(await promotableId(db.em(), { type: 'ModelVersion', id: 5 })).toBe(5);
  });
});
