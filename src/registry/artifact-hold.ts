import { defineEntity, p } from '@mikro-orm/core';
import { lockUntilCommit } from '../db/commit-lock.ts';
import { dialectOf, type EntityManager, limitIdleTime } from '../db/database.ts';
import { LOCK_NUMBERS } from '../db/lock-numbers.ts';

const ArtifactHoldSchema = defineEntity({
  name: 'ArtifactHold',
  tableName: 'artifact_hold',
  properties: {
    id: p.integer().primary().autoincrement(),
    sha256: p.string().index(),
    holder: p.string(),
    createdAtMs: p.bigint('number'),
  },
});

/** Bytes that are about to be stored, or are, and no version refers to yet; `holder` is who will make that version. */
export class ArtifactHold extends ArtifactHoldSchema.class {}
ArtifactHoldSchema.setClass(ArtifactHold);

/** In the caller's transaction, before the bytes are put: from its commit on they are swept only when the holder is gone. */
export async function holdArtifact(em: EntityManager, sha256: string, holder: string): Promise<void> {
  if (dialectOf(em) === 'postgresql')
    await em.execute('select pg_advisory_xact_lock_shared(?)', [LOCK_NUMBERS.ARTIFACTS]);
  em.create(ArtifactHold, { sha256, holder, createdAtMs: Date.now() });
  await em.flush();
}

/** Until the end of the transaction nobody holds anything new. */
export async function stopHolding(em: EntityManager): Promise<void> {
  await limitIdleTime(em);
  await lockUntilCommit(em, 'ARTIFACTS');
}
