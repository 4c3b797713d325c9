import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { Database, EntityManager } from '../db/database.ts';
import { checkedOptionalReason } from '../equipment/naming.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { type Appointment, appoint, lockAppointments } from './appointment.ts';
import { holdArtifact } from './artifact-hold.ts';
import type { ArtifactStore, StoredArtifact } from './artifact-store.ts';
import type { Assignment } from './assignment.ts';
import { sha256Of } from './folder-artifacts.ts';
import { earlierAssignments, type LiveAssignment, liveAssignments } from './live-assignments.ts';
import { ModelVersion, ScopeMember } from './model-version.ts';
import { PromotionConflictError, refuseWithdrawn } from './refusals.ts';
import { type ModelTask, RegisteredModel } from './registered-model.ts';
import { admitVersion, type NewVersion } from './version-admission.ts';
import { type RolledBack, rollbackAppointments, type VersionRollback } from './version-rollback.ts';

export interface Promotion {
  readonly modelVersionId: number;
  readonly reason: string;
  readonly by: string;
  /**
   * The newest live assignment of the scope as the caller saw it, null for none: the promotion is refused when it is
   * another one by now. Left out, whatever is live when the request arrives is replaced.
   */
  readonly expectedAssignmentId?: number | null;
}

export interface Rollback {
  readonly sensorId: number;
  readonly task: ModelTask;
  readonly reason: string;
  readonly by: string;
}

/** Which models exist, which is live for whom since when, and what lets one in. */
export class Registry {
  readonly #db: Database;
  readonly #artifacts: ArtifactStore;
  readonly #feed: { wake(): void };

  constructor(db: Database, artifacts: ArtifactStore, feed: { wake(): void }) {
    this.#db = db;
    this.#artifacts = artifacts;
    this.#feed = feed;
  }

  /**
   * To be called before `store` by whoever will make a version of the bytes: they are swept only when `holder` is gone and
   * no version refers to them.
   */
  hold(bytes: Uint8Array, holder: string): Promise<void> {
    return this.#db.transaction((em) => holdArtifact(em, sha256Of(bytes), holder));
  }

  /** Durable when it resolves. */
  store(bytes: Uint8Array): Promise<StoredArtifact> {
    return this.#artifacts.put(bytes);
  }

  /** @throws CorruptArtifactError */
  artifact(version: { readonly artifactSha256: string }): Promise<Uint8Array> {
    return this.#artifacts.get(version.artifactSha256);
  }

  /** What could decide for a sensor if its live version cannot, best first. */
  earlier(sensorId: number, task: ModelTask): Promise<LiveAssignment[]> {
    return earlierAssignments(this.#db.em(), sensorId, task);
  }

  /**
   * The next version of its registered model, in the caller's transaction. It serves nobody until it is promoted.
   * @throws DomainError NO_OUT_OF_SAMPLE_METRICS
   */
  createVersion(em: EntityManager, candidate: NewVersion): Promise<ModelVersion> {
    return admitVersion(em, candidate);
  }

  /**
   * What a promotion would change, decided on what is live now.
   * @throws InvalidInputError, NotFoundError, PromotionConflictError, ConflictError ALREADY_LIVE, VERSION_DELETED or VERSION_ARCHIVED
   */
  appointment(promotion: Promotion): Promise<Appointment> {
    return this.#promotion(this.#db.em(), promotion);
  }

  /**
   * Carries it out, together with what is written beside it. Of two that overlap, one wins.
   * @throws PromotionConflictError, ConflictError VERSION_DELETED or VERSION_ARCHIVED
   */
  appoint(appointment: Appointment, beside?: (em: EntityManager) => Promise<void>): Promise<Assignment[]> {
    return this.#commit(appointment, async (em) => {
      await beside?.(em);
      return appoint(em, appointment);
    });
  }

  /**
   * Makes a version live for every sensor of its scope, whatever the gate would say. Of two that overlap, one wins.
   * @throws as `appointment` and `appoint`
   */
  async promote(promotion: Promotion): Promise<Assignment[]> {
    return this.appoint(await this.appointment(promotion));
  }

  /**
   * Promotes in the caller's transaction, waiting for whoever appoints at the same time; the caller wakes the feed.
   * @throws as `appointment` and `appoint`
   */
  async promoteWithin(em: EntityManager, promotion: Promotion): Promise<Assignment[]> {
    return appoint(em, await this.#promotion(em, promotion));
  }

  /**
   * Undoes the newest promotion that still stands and brings back the version before it. Called again, it goes
   * further back.
   * @throws InvalidInputError, ConflictError NO_EARLIER_VERSION, PromotionConflictError
   */
  async rollback({ sensorId, task, by, ...said }: Rollback): Promise<Assignment> {
    const reason = checkedOptionalReason('reason', said.reason);
    const em = this.#db.em();
    const [earlier] = await earlierAssignments(em, sensorId, task);
    if (!earlier) {
      throw new ConflictError(
        'NO_EARLIER_VERSION',
        `Sensor ${sensorId} has no earlier ${task.toLowerCase()} version to go back to`,
        'Promote the version that should be live.',
        { sensorId, task },
      );
    }
    const version = await em.findOneOrFail(ModelVersion, earlier.modelVersionId);
    const seen = await liveAssignments(em, [sensorId], task);
    const appointment: Appointment = {
      version,
      task,
      sensorIds: [sensorId],
      seen,
      action: 'ROLLBACK',
      reason,
      by,
    };
    const [assignment] = await this.appoint(appointment);
    return assignment;
  }

  /**
   * Undoes the promotion of a version for every sensor for which it is live, at once: each gets back what it had before.
   * @throws as `rollbackAppointments`; PromotionConflictError
   */
  async rollbackVersion(rollback: VersionRollback): Promise<RolledBack> {
    const appointments = await rollbackAppointments(this.#db.em(), rollback);
    const [{ task }] = appointments;
    const sensorIds = appointments.flatMap((one) => one.sensorIds);
    return this.#commit({ sensorIds, task }, async (em) => {
      await lockAppointments(em, sensorIds);
      const assignments: Assignment[] = [];
      for (const appointment of appointments) assignments.push(...(await appoint(em, appointment)));
      return { assignments };
    });
  }

  async #promotion(em: EntityManager, promotion: Promotion): Promise<Appointment> {
    const reason = checkedOptionalReason('reason', promotion.reason);
    const version = await em.findOne(ModelVersion, promotion.modelVersionId);
    if (!version) throw new NotFoundError('model version', promotion.modelVersionId);
    refuseWithdrawn(version);
    const { task } = await em.findOneOrFail(RegisteredModel, version.registeredModelId);
    const members = await em.find(ScopeMember, { modelVersionId: version.id });
    const scope = members.map((member) => member.sensorId);
    if (em.isInTransaction()) await lockAppointments(em, scope);
    const seen = await liveAssignments(em, scope, task);
    refuseUnexpected(promotion, [...seen.values()]);
    const sensorIds = scope.filter((id) => seen.get(id)?.modelVersionId !== version.id);
    if (sensorIds.length === 0) {
      throw new ConflictError(
        'ALREADY_LIVE',
        `Version ${version.version} is live already for all sensors of ${version.scopeName}`,
        'Promote another version, or leave it as it is.',
        { modelVersionId: version.id },
      );
    }
    return { version, task, sensorIds, seen, action: 'PROMOTE', reason, by: promotion.by };
  }

  async #commit<T>(
    { sensorIds, task }: Pick<Appointment, 'sensorIds' | 'task'>,
    write: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const written = await this.#db.transaction(write).catch(async (error) => {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      const live = await liveAssignments(this.#db.em(), sensorIds, task);
      throw new PromotionConflictError([...live.values()]);
    });
    this.#feed.wake();
    return written;
  }
}

function refuseUnexpected({ expectedAssignmentId }: Promotion, live: readonly LiveAssignment[]): void {
  if (expectedAssignmentId === undefined) return;
  const newest = live.reduce((id, { assignmentId }) => Math.max(id, assignmentId), 0);
  if (newest !== (expectedAssignmentId ?? 0)) throw new PromotionConflictError(live);
}
