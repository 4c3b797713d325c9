import { createHash } from 'node:crypto';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { Database, EntityManager } from '../../db/database.ts';
import { Sensor } from '../../equipment/sensor.ts';
import { ConflictError } from '../../errors.ts';
import { ImportedVersion } from '../../registry/imported-version.ts';
import type { ModelTask } from '../../registry/registered-model.ts';
import { type LeftOut, RegistryImport } from '../../registry/registry-import.ts';
import { lockRegisteredModel } from '../../registry/version-admission.ts';
import { type OldRegistry, type OldVersion, plain } from './old-version.ts';

export interface ImportOrder {
  /** The folder, for the report. */
  readonly source: string;
  /** Tags by sensor id; a sensor id that is not named is taken for a tag. */
  readonly tags: ReadonlyMap<string, string>;
}

/** A version that an import takes, or would take: under which registered model, and where it stands. */
export interface Taken {
  readonly registeredModel: string;
  readonly modelId: string;
  readonly versionId: string;
  readonly file: string;
}

export interface RegistrySummary {
  readonly source: string;
  readonly found: number;
  readonly imported: readonly Taken[];
  /** Taken by an earlier import, and still the same. */
  readonly known: number;
  readonly leftOut: readonly LeftOut[];
}

interface Planned {
  readonly version: OldVersion;
  readonly sha256: string;
  readonly sensor: Sensor;
  readonly task: ModelTask;
}

interface Plan {
  readonly planned: readonly Planned[];
  readonly summary: RegistrySummary;
}

/** What the other system calls its two kinds of model. */
const TASKS: readonly (readonly [beginning: string, task: ModelTask])[] = [
  ['telemanom', 'DETECTION'],
  ['transformer', 'FORECASTING'],
];
const AT_A_TIME = 1_000;

const taskOf = (modelType: string): ModelTask | undefined =>
  TASKS.find(([beginning]) => modelType.toLowerCase().startsWith(beginning))?.[1];

const modelOf = ({ sensor, task }: Planned): string => `${sensor.tag}/${task.toLowerCase()}`;

/** What an import would do. Nothing is written. */
export const foreseeImport = async (
  db: Database,
  registry: OldRegistry,
  order: ImportOrder,
): Promise<RegistrySummary> => (await plan(db.em(), registry, order)).summary;

/**
 * Takes the versions of another registry as records, and keeps a report, in one transaction. What is known is left as it
 * is, so that an import may be run again when sensors have been added.
 * @throws ConflictError IMPORT_CONFLICT
 */
export async function importRegistry(
  db: Database,
  registry: OldRegistry,
  order: ImportOrder,
): Promise<RegistrySummary> {
  try {
    return await db.transaction(async (em) => {
      const { planned, summary } = await plan(em, registry, order);
      await write(em, planned, summary);
      return summary;
    });
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw new ConflictError(
      'IMPORT_CONFLICT',
      'Another import took some of these versions at the same time',
      'Run the import again.',
    );
  }
}

async function plan(
  em: EntityManager,
  { versions, leftOut: unread }: OldRegistry,
  { source, tags }: ImportOrder,
): Promise<Plan> {
  const tagOf = ({ sensorId }: OldVersion) => tags.get(sensorId) ?? sensorId;
  const sensors = await sensorsByTag(em, versions.map(tagOf));
  const before = await importedBefore(em, versions);
  const planned: Planned[] = [];
  const leftOut = [...unread];
  let known = 0;
  for (const version of versions) {
    const sha256 = hashOf(version);
    const earlier = before.get(keyOf(version.modelId, version.versionId));
    const sensor = sensors.get(tagOf(version));
    const task = taskOf(version.modelType);
    const why = refusalOf(version, tagOf(version), { earlier, sha256, sensor, task });
    if (why) leftOut.push({ file: version.file, what: version.versionId, why });
    else if (earlier) known++;
    else planned.push({ version, sha256, sensor: sensor as Sensor, task: task as ModelTask });
  }
  planned.sort((a, b) => compare(modelOf(a), modelOf(b)) || order(a.version, b.version));
  const imported = planned.map((one) => ({
    registeredModel: modelOf(one),
    modelId: one.version.modelId,
    versionId: one.version.versionId,
    file: one.version.file,
  }));
  return {
    planned,
    summary: { source, found: versions.length + unread.length, imported, known, leftOut },
  };
}

interface Found {
  readonly earlier: ImportedVersion | undefined;
  readonly sha256: string;
  readonly sensor: Sensor | undefined;
  readonly task: ModelTask | undefined;
}

/** Why a version is not taken; undefined when it is, or was before. */
function refusalOf(version: OldVersion, tag: string, { earlier, sha256, sensor, task }: Found) {
  if (earlier && earlier.sha256 !== sha256) {
    return `it was imported from ${earlier.sourceFile} with other facts, which stand`;
  }
  if (earlier) return undefined;
  if (!task) {
    const types = TASKS.map(([beginning]) => beginning).join(' nor ');
    return `its model_type ${plain(version.modelType)} is neither ${types}`;
  }
  if (!sensor)
    return `no sensor has the tag ${plain(tag)}; enter it, or name the tag of ${plain(version.sensorId)}`;
  return undefined;
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Oldest first, as they say. */
const order = (a: OldVersion, b: OldVersion): number =>
  (a.claimedAtMs ?? 0) - (b.claimedAtMs ?? 0) || compare(a.versionId, b.versionId);

const keyOf = (modelId: string, versionId: string): string => JSON.stringify([modelId, versionId]);

const hashOf = ({ file: _, ...facts }: OldVersion): string =>
  createHash('sha256').update(JSON.stringify(facts)).digest('hex');

function* chunks<T>(items: Iterable<T>): Generator<T[]> {
  const all = [...new Set(items)];
  for (let i = 0; i < all.length; i += AT_A_TIME) yield all.slice(i, i + AT_A_TIME);
}

async function sensorsByTag(em: EntityManager, tags: readonly string[]): Promise<Map<string, Sensor>> {
  const found = new Map<string, Sensor>();
  for (const some of chunks(tags)) {
    for (const sensor of await em.find(Sensor, { tag: { $in: some } })) found.set(sensor.tag, sensor);
  }
  return found;
}

async function importedBefore(
  em: EntityManager,
  versions: readonly OldVersion[],
): Promise<Map<string, ImportedVersion>> {
  const found = new Map<string, ImportedVersion>();
  for (const some of chunks(versions.map(({ versionId }) => versionId))) {
    for (const row of await em.find(ImportedVersion, { sourceVersionId: { $in: some } })) {
      found.set(keyOf(row.sourceModelId, row.sourceVersionId), row);
    }
  }
  return found;
}

async function write(em: EntityManager, planned: readonly Planned[], summary: RegistrySummary) {
  const now = Date.now();
  const report = em.create(RegistryImport, {
    source: summary.source,
    foundCount: summary.found,
    importedCount: planned.length,
    knownCount: summary.known,
    leftOutCount: summary.leftOut.length,
    leftOut: JSON.stringify(summary.leftOut),
    createdAtMs: now,
  });
  await em.flush();
  const models = new Map<string, number>();
  for (const one of planned) {
    const name = modelOf(one);
    const { sensor, task, version, sha256 } = one;
    const registeredModelId =
      models.get(name) ??
      (await lockRegisteredModel(em, { scope: { kind: 'SENSOR', name: sensor.tag }, task }));
    models.set(name, registeredModelId);
    em.create(ImportedVersion, {
      registeredModelId,
      sensorId: sensor.id,
      registryImportId: report.id,
      sourceModelId: version.modelId,
      sourceVersionId: version.versionId,
      layout: version.layout,
      sourceFile: version.file,
      modelType: version.modelType,
      claimedAtMs: version.claimedAtMs,
      description: version.description,
      tags: JSON.stringify(version.tags),
      claims: JSON.stringify(version.claims),
      sha256,
      createdAtMs: now,
    });
  }
  await em.flush();
}
