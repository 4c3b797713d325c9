import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';
import { RegisteredModel } from './registered-model.ts';
import { RegistryImport } from './registry-import.ts';

/** How the other system kept its registry: an index with a JSON file a version, or a SQLite file. */
export const REGISTRY_LAYOUTS = ['JSON', 'SQLITE'] as const;
export type RegistryLayout = (typeof REGISTRY_LAYOUTS)[number];

const ImportedVersionSchema = defineEntity({
  name: 'ImportedVersion',
  tableName: 'imported_version',
  uniques: [{ properties: ['sourceModelId', 'sourceVersionId'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    registeredModelId: () => p.manyToOne(RegisteredModel).mapToPk().fieldName('registered_model_id').index(),
    sensorId: () => p.manyToOne(Sensor).mapToPk().fieldName('sensor_id').index(),
    registryImportId: () => p.manyToOne(RegistryImport).mapToPk().fieldName('registry_import_id').index(),
    sourceModelId: p.string(),
    sourceVersionId: p.string(),
    layout: p.string().$type<RegistryLayout>(),
    sourceFile: p.text(),
    modelType: p.string(),
    claimedAtMs: p.bigint('number').nullable(),
    description: p.text(),
    tags: p.text(),
    claims: p.text(),
    sha256: p.string(),
    validated: p.boolean().default(false),
    createdAtMs: p.bigint('number'),
  },
});

/**
 * What another system said of a version of its own: a record without weights of ours, which nothing has judged on samples
 * that no fit has seen. It never serves. `tags` is a JSON list of texts; `claims` a JSON object of whatever else was said,
 * as it was said; `sha256` is over all of that.
 */
export class ImportedVersion extends ImportedVersionSchema.class {}
ImportedVersionSchema.setClass(ImportedVersion);
