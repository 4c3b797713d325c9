import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { ImportedVersion } from './imported-version.ts';
import { RegistryImport } from './registry-import.ts';

export const NEWEST_IMPORTED: KeysetOrder = { name: 'imported-version.id', keys: [['id', 'desc']] };

export const NEWEST_IMPORTS: KeysetOrder = { name: 'registry-import.id', keys: [['id', 'desc']] };

export interface ImportedFilter {
  readonly registeredModelId?: number | null;
  readonly sensorId?: number | null;
  readonly registryImportId?: number | null;
}

/** Newest first. */
export function importedVersionPage(
  em: EntityManager,
  filter: ImportedFilter,
  request: PageRequest,
): Promise<Page<Row<ImportedVersion>>> {
  const where = Object.fromEntries(Object.entries(filter).filter(([, id]) => id != null));
  return keysetPage(em, ImportedVersion, where as FilterQuery<ImportedVersion>, NEWEST_IMPORTED, request);
}

/** Newest first. */
export const registryImportPage = (
  em: EntityManager,
  request: PageRequest,
): Promise<Page<Row<RegistryImport>>> => keysetPage(em, RegistryImport, {}, NEWEST_IMPORTS, request);
