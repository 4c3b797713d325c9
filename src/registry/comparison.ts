import type { EntityManager } from '../db/database.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts';
import { ModelVersion } from './model-version.ts';

/** What is not the same in all of them: the path of the value, and the value of each version as JSON, null where it has none. */
export interface Difference {
  readonly path: string;
  readonly values: readonly (string | null)[];
}

/** One figure of every version, null where it has none, and of its naive baseline. */
export interface ComparedMetric {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly baselines: readonly (number | null)[];
}

/** Versions of one task side by side; every list has one value for each version, in their order. */
export interface Comparison {
  readonly modelVersionIds: readonly number[];
  readonly config: readonly Difference[];
  readonly dataset: readonly Difference[];
  readonly metrics: readonly ComparedMetric[];
}

const MOST_VERSIONS = 8;
const COLUMNS = `sensor_id, from_ms, to_ms, sampling_period_ms, sample_count, missing_count, train_count, input_sensor_ids,
  cleaning, features, sha256`;

/** @throws NotFoundError, InvalidInputError, ConflictError DIFFERENT_TASKS */
export async function compareVersions(em: EntityManager, ids: readonly number[]): Promise<Comparison> {
  refuseCount(ids);
  const versions: ModelVersion[] = [];
  for (const id of ids) versions.push(await versionOf(em, id));
  await refuseTasks(em, versions);
  const figures = versions.map((version) => version.outOfSample());
  const names = [...new Set(figures.flatMap(({ model }) => Object.keys(model)))];
  return {
    modelVersionIds: ids,
    config: differences(versions.map(({ family, config }) => leaves({ family, ...JSON.parse(config) }))),
    dataset: differences(await datasetsOf(em, versions)),
    metrics: names.map((name) => ({
      name,
      values: figures.map(({ model }) => model[name] ?? null),
      baselines: figures.map(({ baseline }) => baseline[name] ?? null),
    })),
  };
}

async function datasetsOf(em: EntityManager, versions: readonly ModelVersion[]): Promise<Leaves[]> {
  const ids = versions.map(({ datasetVersionId }) => datasetVersionId);
  const rows: Record<string, unknown>[] = await em.execute(
    `select id, ${COLUMNS} from dataset_version where id in (?)`,
    [ids],
  );
  const byId = new Map(rows.map(({ id, ...columns }) => [id, leaves(named(columns))]));
  return ids.map((id) => byId.get(id) ?? new Map());
}

/** Columns under the names of the graph; what is JSON in a column, unfolded. */
const named = (columns: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(columns).map(([column, value]) => [
      column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      typeof value === 'string' && /^[[{]/.test(value) ? JSON.parse(value) : value,
    ]),
  );

type Leaves = ReadonlyMap<string, string>;

/** The values of nested settings by their dotted path, as JSON. Lists are one value. */
function leaves(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return new Map(value === undefined ? [] : [[path, JSON.stringify(value)]]);
  const inside = Object.entries(value).flatMap(([key, inner]) => [
    ...leaves(inner, path ? `${path}.${key}` : key),
  ]);
  return new Map(inside);
}

function differences(all: readonly Leaves[]): Difference[] {
  const paths = [...new Set(all.flatMap((one) => [...one.keys()]))].sort();
  return paths
    .map((path) => ({ path, values: all.map((one) => one.get(path) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1);
}

async function versionOf(em: EntityManager, id: number): Promise<ModelVersion> {
  const version = await em.findOne(ModelVersion, id);
  if (!version) throw new NotFoundError('model version', id);
  return version;
}

function refuseCount(ids: readonly number[]): void {
  const different = new Set(ids).size;
  if (different === ids.length && different >= 2 && different <= MOST_VERSIONS) return;
  throw new InvalidInputError(
    'ids',
    `a list of ${ids.length} with ${different} different`,
    `2 to ${MOST_VERSIONS} different versions`,
  );
}

async function refuseTasks(em: EntityManager, versions: readonly ModelVersion[]): Promise<void> {
  const rows: { task: string }[] = await em.execute(
    'select distinct task from registered_model where id in (?)',
    [versions.map(({ registeredModelId }) => registeredModelId)],
  );
  if (rows.length === 1) return;
  throw new ConflictError(
    'DIFFERENT_TASKS',
    'Detectors and forecasters have no figure in common',
    'Compare versions of one task.',
  );
}
