import { dialectOf, type EntityManager } from '../db/database.ts';
import { noteChange } from '../db/witness.ts';
import { sensorFacts } from '../equipment/sensor-facts.ts';
import { appendEvents } from '../events/event.ts';
import { Assignment, type AssignmentAction } from './assignment.ts';
import type { LiveAssignment } from './live-assignments.ts';
import { ModelAlias } from './model-alias.ts';
import { ModelVersion } from './model-version.ts';
import { refuseDeleted, refuseWithdrawn } from './refusals.ts';
import type { ModelTask } from './registered-model.ts';

/** A version to be made live for these sensors, decided on what was `seen` live before. */
export interface Appointment {
  readonly version: ModelVersion;
  readonly task: ModelTask;
  readonly sensorIds: readonly number[];
  readonly seen: ReadonlyMap<number, LiveAssignment>;
  readonly action: AssignmentAction;
  readonly reason: string;
  readonly by: string;
}

/**
 * Until the transaction ends nobody else appoints versions for these sensors. SQLite has one writer anyway; on
 * PostgreSQL the lock leaves rows that refer to the sensors alone.
 */
export async function lockAppointments(em: EntityManager, sensorIds: readonly number[]): Promise<void> {
  if (dialectOf(em) !== 'postgresql' || sensorIds.length === 0) return;
  await em.execute('select id from sensor where id in (?) order by id for no key update', [[...sensorIds]]);
}

/** What was archived or deleted in the meantime is not appointed; a rollback brings back what is archived, too. */
async function refuseVersion(em: EntityManager, id: number, action: AssignmentAction): Promise<void> {
  const version = await em.findOneOrFail(ModelVersion, id, { refresh: true });
  if (action === 'PROMOTE') refuseWithdrawn(version);
  else refuseDeleted(version);
}

/**
 * Appends the assignments and their announcements in the caller's transaction, which must do nothing after it but
 * commit. A challenger that becomes live is none any more.
 * @throws UniqueConstraintViolationException when another assignment came after what was seen; ConflictError
 *   VERSION_DELETED or VERSION_ARCHIVED
 */
export async function appoint(em: EntityManager, appointment: Appointment): Promise<Assignment[]> {
  const { version, task, sensorIds, seen, action, reason, by } = appointment;
  await lockAppointments(em, sensorIds);
  await refuseVersion(em, version.id, action);
  const now = Date.now();
  const assignments = sensorIds.map((sensorId) => {
    const before = seen.get(sensorId);
    const was = before ? { modelVersionId: before.modelVersionId } : null;
    const is = { modelVersionId: version.id, action, reason };
    noteChange({ what: `Live ${task}`, id: `Sensor:${sensorId}`, before: was, after: is });
    return em.create(Assignment, {
      sensorId,
      task,
      sequence: (before?.sequence ?? 0) + 1,
      modelVersionId: version.id,
      action,
      reason,
      assignedBy: by,
      fromMs: Math.max(now, before?.fromMs ?? 0),
    });
  });
  await em.flush();
  await em.nativeDelete(ModelAlias, { sensorId: { $in: [...sensorIds] }, task, modelVersionId: version.id });
  const facts = await sensorFacts(em, sensorIds);
  await appendEvents(
    em,
    assignments.map((assignment) => ({
      type: 'MODEL_ASSIGNED',
      sensorId: assignment.sensorId,
      equipmentPath: facts.get(assignment.sensorId)?.equipmentPath,
      timeMs: assignment.fromMs,
      payload: {
        assignmentId: assignment.id,
        task,
        action,
        modelVersionId: version.id,
        version: version.version,
        family: version.family,
        previousModelVersionId: seen.get(assignment.sensorId)?.modelVersionId ?? null,
        reason,
        assignedBy: by,
      },
    })),
  );
  return assignments;
}
