import { ConflictError, DomainError } from '../errors.ts';
import type { LiveAssignment } from './live-assignments.ts';
import type { ModelVersion } from './model-version.ts';

/** Why a version may not be archived or deleted: what it is for a sensor. */
export interface VersionUse {
  readonly sensorId: number;
  readonly use: 'LIVE' | 'CHALLENGER';
}

/** A version that decides for a sensor, or is compared with what does, was to be archived or deleted. */
export class VersionInUseError extends DomainError {
  readonly uses: readonly VersionUse[];

  constructor(
    { version, scopeName }: Pick<ModelVersion, 'version' | 'scopeName'>,
    uses: readonly VersionUse[],
  ) {
    super(
      'VERSION_IN_USE',
      `Version ${version} of ${scopeName} is ${uses[0].use.toLowerCase()} for ${uses.length} sensors`,
      'Promote another version, or clear the challenger, first.',
    );
    this.name = 'VersionInUseError';
    this.uses = uses;
  }
}

/** Something else became live in the meantime. */
export class PromotionConflictError extends DomainError {
  /** What is live now. */
  readonly assignmentIds: readonly number[];

  constructor(live: readonly LiveAssignment[]) {
    super(
      'ASSIGNMENT_CONFLICT',
      'What is live was changed by someone else in the meantime',
      'Look at what is live now and decide again.',
    );
    this.name = 'PromotionConflictError';
    this.assignmentIds = live.map(({ assignmentId }) => assignmentId);
  }
}

type Named = Pick<
  ModelVersion,
  'pinnedBy' | 'pinReason' | 'id' | 'version' | 'scopeName' | 'archivedAtMs' | 'deletedAtMs'
>;

/** @throws ConflictError VERSION_DELETED */
export function refuseDeleted({ id, version, scopeName, deletedAtMs }: Named): void {
  if (deletedAtMs == null) return;
  throw new ConflictError(
    'VERSION_DELETED',
    `Version ${version} of ${scopeName} was deleted`,
    'Choose another version, or train it again: the same data, settings and seed give the same weights.',
    { modelVersionId: id },
  );
}

/** @throws ConflictError VERSION_PINNED */
export function refusePinned({ id, version, scopeName, pinnedBy, pinReason }: Named): void {
  if (pinnedBy == null) return;
  throw new ConflictError(
    'VERSION_PINNED',
    `Version ${version} of ${scopeName} was pinned by ${pinnedBy}: ${pinReason}`,
    'Unpin it with unpinModelVersion first.',
    { modelVersionId: id },
  );
}

/** @throws ConflictError VERSION_DELETED or VERSION_ARCHIVED */
export function refuseWithdrawn(version: Named): void {
  refuseDeleted(version);
  if (version.archivedAtMs == null) return;
  throw new ConflictError(
    'VERSION_ARCHIVED',
    `Version ${version.version} of ${version.scopeName} is archived`,
    'Restore it with restoreModelVersion, or choose another version.',
    { modelVersionId: version.id },
  );
}
