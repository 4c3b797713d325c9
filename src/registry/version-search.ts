import { type FilterQuery, type RawQueryFragment, raw } from '@mikro-orm/core';
import { dialectOf, type EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { subtreePath } from '../equipment/equipment-page.ts';
import { InvalidInputError } from '../errors.ts';
import { ModelVersion } from './model-version.ts';
import type { ModelTask } from './registered-model.ts';

export const NEWEST_VERSIONS: KeysetOrder = { name: 'model-version.id', keys: [['id', 'desc']] };

/** A figure of a version from `atLeast` to `atMost`, both inclusive; versions without it do not match. */
export interface MetricRange {
  readonly name: string;
  readonly atLeast?: number | null;
  readonly atMost?: number | null;
}

/** Every field that is given must match. */
export interface VersionFilter {
  readonly registeredModelId?: number | null;
  /** Versions made for this sensor, alone or in a group. */
  readonly sensorId?: number | null;
  /** Versions made for a sensor of this equipment, or of something below it. */
  readonly within?: number | null;
  readonly task?: ModelTask | null;
  readonly families?: readonly string[] | null;
  readonly metrics?: readonly MetricRange[] | null;
  readonly createdFromMs?: number | null;
  readonly createdToMs?: number | null;
  readonly archived?: boolean | null;
  /** Deleted ones are left out where it is not true. */
  readonly includeDeleted?: boolean | null;
  /** Part of the name of the sensor or group, or of the family; upper and lower case alike. */
  readonly search?: string | null;
}

const METRIC_NAME = /^[A-Za-z][A-Za-z0-9]{0,63}$/;
const MOST_RANGES = 10;

/** Newest first. @throws NotFoundError when `within` names nothing; InvalidInputError */
export async function versionPage(
  em: EntityManager,
  filter: VersionFilter,
  request: PageRequest,
): Promise<Page<Row<ModelVersion>>> {
  const where: Record<string | symbol, unknown> = { ...ofColumns(filter) };
  const conditions: RawQueryFragment[] = (filter.metrics ?? []).flatMap((range) => inRange(em, range));
  refuseMany(filter.metrics?.length ?? 0);
  if (filter.sensorId != null)
    conditions.push(raw(`exists (${MEMBER} and m.sensor_id = ?)`, [filter.sensorId]));
  if (filter.within != null) {
    const path = await subtreePath(em, filter.within);
    conditions.push(raw(`exists (${MEMBER} and e.path like ?)`, [`${path}%`]));
  }
  if (filter.search) conditions.push(named(filter.search));
  for (const condition of conditions) where[condition as never] = [];
  return keysetPage(em, ModelVersion, where as FilterQuery<ModelVersion>, NEWEST_VERSIONS, request);
}

const ofTask = (task: ModelTask): RawQueryFragment =>
  raw('r.registered_model_id in (select m.id from registered_model m where m.task = ?)', [task]);

const MEMBER = `select 1 from scope_member m join sensor s on s.id = m.sensor_id join equipment e on e.id = s.equipment_id
  where m.model_version_id = r.id`;

function ofColumns(filter: VersionFilter): Record<string, unknown> {
  const { registeredModelId, task, families, createdFromMs, createdToMs, archived, includeDeleted } = filter;
  const created = {
    ...(createdFromMs != null && { $gte: createdFromMs }),
    ...(createdToMs != null && { $lte: createdToMs }),
  };
  return {
    ...(registeredModelId != null && { registeredModelId }),
    ...(task && { [ofTask(task) as never]: [] }),
    ...(families && { family: { $in: families } }),
    ...(Object.keys(created).length > 0 && { createdAtMs: created }),
    ...(archived != null && { archivedAtMs: archived ? { $ne: null } : null }),
    ...(!includeDeleted && { deletedAtMs: null }),
  };
}

/** @throws InvalidInputError */
function inRange(em: EntityManager, { name, atLeast, atMost }: MetricRange): RawQueryFragment[] {
  if (!METRIC_NAME.test(name))
    throw new InvalidInputError(
      'metrics.name',
      JSON.stringify(name.slice(0, 80)),
      'the name of a figure, such as mae',
    );
  const [figure, key] =
    dialectOf(em) === 'postgresql'
      ? ['(r.metrics::jsonb ->> ?)::double precision', name]
      : ['cast(json_extract(r.metrics, ?) as real)', `$.${name}`];
  return [
    raw(`${figure} is not null`, [key]),
    ...(atLeast == null ? [] : [raw(`${figure} >= ?`, [key, atLeast])]),
    ...(atMost == null ? [] : [raw(`${figure} <= ?`, [key, atMost])]),
  ];
}

function refuseMany(ranges: number): void {
  if (ranges > MOST_RANGES)
    throw new InvalidInputError('metrics', `a list of ${ranges}`, `at most ${MOST_RANGES} ranges`);
}

function named(part: string): RawQueryFragment {
  const pattern = `%${part.replaceAll(/[!%_]/g, '!$&')}%`;
  return raw("(lower(r.scope_name) like lower(?) escape '!' or lower(r.family) like lower(?) escape '!')", [
    pattern,
    pattern,
  ]);
}
