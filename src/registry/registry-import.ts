import { defineEntity, p } from '@mikro-orm/core';

/** Something that an import left where it was: in which file it stands, what it is, and why it could not be taken. */
export interface LeftOut {
  readonly file: string;
  /** The id of a version or a model; empty for a whole file. */
  readonly what: string;
  readonly why: string;
}

const RegistryImportSchema = defineEntity({
  name: 'RegistryImport',
  tableName: 'registry_import',
  properties: {
    id: p.integer().primary().autoincrement(),
    source: p.text(),
    foundCount: p.integer(),
    importedCount: p.integer(),
    knownCount: p.integer(),
    leftOutCount: p.integer(),
    leftOut: p.text(),
    createdAtMs: p.bigint('number'),
  },
});

/** The report of one import of a model registry of another system. `leftOut` is JSON, a list of `LeftOut`. */
export class RegistryImport extends RegistryImportSchema.class {}
RegistryImportSchema.setClass(RegistryImport);
