import type { EntityManager } from '../db/database.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { ImportedVersion } from './imported-version.ts';

/** What somebody wants to make live: a version of ours, or one that was imported. */
export interface Promotable {
  readonly type: 'ModelVersion' | 'ImportedVersion';
  readonly id: number;
}

/**
 * The id of a version of ours.
 * @throws ConflictError UNVALIDATED for an imported one, which nothing has judged and whose weights are not ours
 */
export async function promotableId(em: EntityManager, { type, id }: Promotable): Promise<number> {
  if (type === 'ModelVersion') return id;
  const imported = await em.findOne(ImportedVersion, id);
  if (!imported) throw new NotFoundError('imported version', id);
  throw new ConflictError(
    'UNVALIDATED',
    `Version ${imported.sourceVersionId} was imported from ${imported.sourceFile}: nothing has judged it on held-out samples, ` +
      'and its weights are not ours',
    'Train a model for its sensor here, and promote that.',
    { importedVersionId: id },
  );
}
