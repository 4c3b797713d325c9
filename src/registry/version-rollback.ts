import type { EntityManager } from '../db/database.ts';
import { checkedOptionalReason } from '../equipment/naming.ts';
import { sensorFacts } from '../equipment/sensor-facts.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import type { Appointment } from './appointment.ts';
import type { Assignment } from './assignment.ts';
import { earlierAssignments, liveAssignments } from './live-assignments.ts';
import { ModelVersion, ScopeMember } from './model-version.ts';
import { RegisteredModel } from './registered-model.ts';

/** A version to be live for nobody any more. */
export interface VersionRollback {
  readonly modelVersionId: number;
  readonly reason: string;
  readonly by: string;
}

export interface RolledBack {
  readonly assignments: readonly Assignment[];
}

/**
 * What brings back, for every sensor for which a version is live, the one before it: an appointment for each of those.
 * @throws InvalidInputError, NotFoundError, ConflictError NOT_LIVE, or NO_EARLIER_VERSION naming the sensors that have none
 */
export async function rollbackAppointments(
  em: EntityManager,
  { modelVersionId, by, ...said }: VersionRollback,
): Promise<Appointment[]> {
  const reason = checkedOptionalReason('reason', said.reason);
  const version = await em.findOne(ModelVersion, modelVersionId);
  if (!version) throw new NotFoundError('model version', modelVersionId);
  const { task } = await em.findOneOrFail(RegisteredModel, version.registeredModelId);
  const scope = (await em.find(ScopeMember, { modelVersionId })).map(({ sensorId }) => sensorId);
  const seen = await liveAssignments(em, scope, task);
  const served = scope.filter((id) => seen.get(id)?.modelVersionId === modelVersionId);
  if (served.length === 0) throw notLive(version);
  const before = new Map<number, number[]>();
  const without: number[] = [];
  for (const sensorId of served) {
    const [earlier] = await earlierAssignments(em, sensorId, task);
    if (!earlier) without.push(sensorId);
    else before.set(earlier.modelVersionId, [...(before.get(earlier.modelVersionId) ?? []), sensorId]);
  }
  if (without.length > 0) throw await noEarlier(em, version, without);
  const appointments: Appointment[] = [];
  for (const [id, sensorIds] of before) {
    const earlier = await em.findOneOrFail(ModelVersion, id);
    appointments.push({ version: earlier, task, sensorIds, seen, action: 'ROLLBACK', reason, by });
  }
  return appointments;
}

const notLive = ({ id, version, scopeName }: ModelVersion): ConflictError =>
  new ConflictError(
    'NOT_LIVE',
    `Version ${version} of ${scopeName} is live for no sensor`,
    'Name a version that is live.',
    { modelVersionId: id },
  );

const MOST_NAMED = 5;

async function noEarlier(
  em: EntityManager,
  { version, scopeName }: ModelVersion,
  sensorIds: readonly number[],
): Promise<ConflictError> {
  const facts = await sensorFacts(em, sensorIds.slice(0, MOST_NAMED));
  const tags = [...facts.values().map(({ tag }) => tag)].join(', ');
  const more = sensorIds.length > MOST_NAMED ? ` and ${sensorIds.length - MOST_NAMED} more` : '';
  return new ConflictError(
    'NO_EARLIER_VERSION',
    `Nothing was live before version ${version} of ${scopeName} for ${tags}${more}`,
    'Promote the version that should be live for each of them.',
    { sensorIds },
  );
}
