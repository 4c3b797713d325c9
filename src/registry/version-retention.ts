import type { Database, EntityManager } from '../db/database.ts';
import { checkedReason } from '../equipment/naming.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { lockAppointments } from './appointment.ts';
import { ArtifactHold, stopHolding } from './artifact-hold.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { type CleanUpRules, checkedRules, outlivedVersions, type PartOfPlant } from './clean-up.ts';
import { liveAssignments } from './live-assignments.ts';
import { ModelAlias } from './model-alias.ts';
import { ModelVersion, ScopeMember } from './model-version.ts';
import { refuseDeleted, refusePinned, VersionInUseError, type VersionUse } from './refusals.ts';
import { RegisteredModel } from './registered-model.ts';
import { partOf, policyName, type RetentionPolicy, retentionPolicies } from './retention-policy.ts';

/** What a clean-up deleted, or would delete. */
export interface CleanUp {
  readonly modelVersionIds: readonly number[];
  /** Bytes of weights that no other version has. */
  readonly freedBytes: number;
  /** There are more than one clean-up takes: ask again. */
  readonly more: boolean;
}

/**
 * What becomes of versions that are no longer needed. Deleting removes the weights and keeps the record, because history,
 * anomalies and forecasts refer to it.
 */
export class VersionRetention {
  readonly #db: Database;
  readonly #artifacts: ArtifactStore;

  constructor(db: Database, artifacts: ArtifactStore) {
    this.#db = db;
    this.#artifacts = artifacts;
  }

  /** Archived, a version cannot be promoted. Asking again changes nothing. @throws NotFoundError, VersionInUseError, ConflictError VERSION_DELETED */
  archive(id: number, by: string): Promise<ModelVersion> {
    return this.#db.transaction(async (em) => {
      const version = await unusedVersion(em, id);
      refuseDeleted(version);
      version.archivedAtMs ??= Date.now();
      version.archivedBy ??= by;
      return version;
    });
  }

  /** Takes a version out of the archive. @throws NotFoundError, ConflictError VERSION_DELETED */
  restore(id: number): Promise<ModelVersion> {
    return this.#db.transaction(async (em) => {
      const version = await versionOf(em, id);
      refuseDeleted(version);
      version.archivedAtMs = null;
      version.archivedBy = null;
      return version;
    });
  }

  /**
   * Pinned, a version is not deleted, by whatever rule. Pinned again, it has the newer reason.
   * @throws NotFoundError, InvalidInputError, ConflictError VERSION_DELETED
   */
  async pin(id: number, reason: string, by: string): Promise<ModelVersion> {
    const pinReason = checkedReason('reason', reason);
    return this.#db.transaction(async (em) => {
      const { version } = await lockedVersion(em, id);
      refuseDeleted(version);
      return Object.assign(version, { pinnedAtMs: Date.now(), pinnedBy: by, pinReason });
    });
  }

  /** Asking again changes nothing. @throws NotFoundError */
  unpin(id: number): Promise<ModelVersion> {
    return this.#db.transaction(async (em) => {
      const { version } = await lockedVersion(em, id);
      return Object.assign(version, { pinnedAtMs: null, pinnedBy: null, pinReason: null });
    });
  }

  /** For good. Asking again changes nothing. @throws NotFoundError, VersionInUseError, ConflictError VERSION_PINNED */
  async delete(id: number, by: string): Promise<ModelVersion> {
    const version = await this.#db.transaction((em) => markDeleted(em, id, by));
    await this.removeWeights();
    return version;
  }

  /**
   * Deletes what the rules let go, oldest first; a dry run only says what. What came into use in the meantime stays.
   * @throws InvalidInputError
   */
  async cleanUp(asked: CleanUpRules, dryRun: boolean, by: string): Promise<CleanUp> {
    return this.#letGo(checkedRules(asked), undefined, dryRun, by);
  }

  /** What a stored policy lets go of its part of the plant, whether or not it is enabled, at most 200 at once. */
  async outlived(policy: RetentionPolicy): Promise<CleanUp> {
    return this.#letGo(policy.ruled(), await partOf(this.#db.em(), policy), true, policyName(policy));
  }

  /** Deletes what the stored policies let go. Gives how many versions. */
  async followPolicies(): Promise<number> {
    let gone = 0;
    for (const policy of await retentionPolicies(this.#db.em())) {
      const rules = policy.ruled();
      if (!rules.isEnabled) continue;
      const part = await partOf(this.#db.em(), policy);
      for (let more = true; more; ) {
        const deleted = await this.#letGo(rules, part, false, policyName(policy));
        gone += deleted.modelVersionIds.length;
        more = deleted.more && deleted.modelVersionIds.length > 0;
      }
    }
    return gone;
  }

  async #letGo(
    rules: CleanUpRules,
    part: PartOfPlant | undefined,
    dryRun: boolean,
    by: string,
  ): Promise<CleanUp> {
    const { versions, more } = await outlivedVersions(this.#db.em(), rules, part);
    if (dryRun) return { ...(await this.#account(versions.map(({ id }) => id))), more };
    const gone: number[] = [];
    for (const { id } of versions) if (await this.#deleteUnused(id, by)) gone.push(id);
    const account = await this.#account(gone);
    await this.removeWeights();
    return { ...account, more };
  }

  /**
   * Removes weights that only deleted versions refer to; also those that an earlier process left. What somebody holds is left to
   * the sweep.
   */
  async removeWeights(): Promise<void> {
    const pending = await this.#db
      .em()
      .find(ModelVersion, { deletedAtMs: { $ne: null }, weightsRemovedAtMs: null }, { fields: ['id'] });
    for (const { id } of pending) await this.#db.transaction((em) => this.#removeWeightsOf(em, id));
  }

  async #removeWeightsOf(em: EntityManager, id: number): Promise<void> {
    const version = await em.findOneOrFail(ModelVersion, id);
    const { artifactSha256 } = version;
    await stopHolding(em);
    const used = await em.count(ModelVersion, { artifactSha256, deletedAtMs: null });
    const held = await em.count(ArtifactHold, { sha256: artifactSha256 });
    if (used + held === 0) await this.#artifacts.remove(artifactSha256);
    version.weightsRemovedAtMs = Date.now();
  }

  async #deleteUnused(id: number, by: string): Promise<boolean> {
    try {
      await this.#db.transaction((em) => markDeleted(em, id, by));
      return true;
    } catch (error) {
      const isKept = error instanceof VersionInUseError || error instanceof ConflictError;
      if (isKept) return false;
      throw error;
    }
  }

  async #account(ids: readonly number[]): Promise<Omit<CleanUp, 'more'>> {
    const em = this.#db.em();
    const going = await em.find(ModelVersion, { id: { $in: [...ids] } });
    const bytes = new Map(going.map((version) => [version.artifactSha256, version.artifactBytes]));
    const kept = await em.find(
      ModelVersion,
      { artifactSha256: { $in: [...bytes.keys()] }, deletedAtMs: null, id: { $nin: [...ids] } },
      { fields: ['artifactSha256'] },
    );
    for (const { artifactSha256 } of kept) bytes.delete(artifactSha256);
    return { modelVersionIds: ids, freedBytes: bytes.values().reduce((sum, size) => sum + size, 0) };
  }
}

async function markDeleted(em: EntityManager, id: number, by: string): Promise<ModelVersion> {
  const version = await unusedVersion(em, id);
  if (version.deletedAtMs == null) refusePinned(version);
  version.deletedAtMs ??= Date.now();
  version.deletedBy ??= by;
  await em.flush();
  return version;
}

async function versionOf(em: EntityManager, id: number): Promise<ModelVersion> {
  const version = await em.findOne(ModelVersion, id);
  if (!version) throw new NotFoundError('model version', id);
  return version;
}

/** The version and its sensors, nobody appointing, pinning or deleting it until the transaction ends. @throws NotFoundError */
async function lockedVersion(em: EntityManager, id: number) {
  await versionOf(em, id);
  const scope = (await em.find(ScopeMember, { modelVersionId: id })).map(({ sensorId }) => sensorId);
  await lockAppointments(em, scope);
  return { scope, version: await em.findOneOrFail(ModelVersion, id, { refresh: true }) };
}

/** The version, nobody appointing it until the transaction ends. @throws NotFoundError, VersionInUseError */
async function unusedVersion(em: EntityManager, id: number): Promise<ModelVersion> {
  const { scope, version } = await lockedVersion(em, id);
  const { registeredModelId } = version;
  const { task } = await em.findOneOrFail(RegisteredModel, registeredModelId);
  const live = await liveAssignments(em, scope, task);
  const challenged = await em.find(ModelAlias, { modelVersionId: id });
  const uses: VersionUse[] = [
    ...scope
      .filter((sensorId) => live.get(sensorId)?.modelVersionId === id)
      .map((sensorId) => ({ sensorId, use: 'LIVE' as const })),
    ...challenged.map(({ sensorId }) => ({ sensorId, use: 'CHALLENGER' as const })),
  ];
  if (uses.length > 0) throw new VersionInUseError(version, uses);
  return version;
}
