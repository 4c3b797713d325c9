import { constants } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { LeftOut } from '../../registry/registry-import.ts';
import { IngestFileError } from '../ingest-file-error.ts';
import { containedFile } from './contained-file.ts';
import {
  faultIn,
  MOST_VERSIONS,
  metadata,
  modelPath,
  type OldRegistry,
  type OldVersion,
  oldVersion,
  plain,
  versionId,
} from './old-version.ts';
import { JsonFault, strictJson } from './strict-json.ts';

export const REGISTRY_DB = 'model_registry.db';

const MOST_BYTES = 256 * 1024 * 1024;
/** Columns of `versions` that hold JSON as text. */
const JSON_COLUMNS = ['training_config', 'training_metrics', 'validation_metrics', 'tags'] as const;
const TABLES = {
  models: ['model_id', 'sensor_id', 'model_type'],
  versions: ['version_id', 'model_id', 'sensor_id', 'model_type', 'created_at', ...JSON_COLUMNS],
  data_lineage: ['version_id'],
} as const;

const rowMetadata = metadata.extend({ model_path: modelPath.nullish() });

type Row = Record<string, unknown>;

/**
 * The layout of `model_registry.db`. The file is copied before it is opened, with what its writer had not yet put into
 * it, so that nothing is changed where it lies.
 * @param root the folder's real path
 * @throws IngestFileError where the file cannot be read; what is wrong with a single version is left out
 */
export async function readSqliteRegistry(root: string): Promise<OldRegistry> {
  const source = await containedFile(root, REGISTRY_DB, MOST_BYTES);
  const log = await containedFile(root, `${REGISTRY_DB}-wal`, MOST_BYTES).catch(() => null);
  const copies = await mkdtemp(join(tmpdir(), 'telltale-registry-'));
  try {
    const copy = join(copies, REGISTRY_DB);
    await copyFile(source, copy, constants.COPYFILE_EXCL);
    if (log) await copyFile(log, `${copy}-wal`, constants.COPYFILE_EXCL);
    return registryIn(copy);
  } catch (error) {
    if (!(error instanceof Database.SqliteError) && !(error instanceof UnfitError)) throw error;
    const expected = 'a sound SQLite file with the tables models, versions and data_lineage';
    throw new IngestFileError(join(root, REGISTRY_DB), undefined, error.message, expected);
  } finally {
    await rm(copies, { recursive: true, force: true });
  }
}

/** A database that is not what it should be, as a whole. */
class UnfitError extends Error {}

function registryIn(path: string): OldRegistry {
  const db = new Database(path);
  try {
    db.pragma('trusted_schema = off');
    if (db.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new UnfitError('the file is damaged');
    for (const [table, columns] of Object.entries(TABLES)) checkTable(db, table, columns);
    return versionsIn(db);
  } finally {
    db.close();
  }
}

/** A view in the place of a table could run for ever. */
function checkTable(db: Database.Database, table: string, columns: readonly string[]): void {
  const [listed] = db.prepare('select type, sql from sqlite_master where name = ?').all(table) as Row[];
  if (listed?.type !== 'table' || /^\s*create\s+virtual/i.test(`${listed.sql}`)) {
    throw new UnfitError(`it has no table ${table}`);
  }
  const found = db.prepare('select name, hidden from pragma_table_xinfo(?)').all(table) as Row[];
  if (found.some(({ hidden }) => hidden !== 0)) throw new UnfitError(`${table} has computed columns`);
  const missing = columns.find((column) => !found.some(({ name }) => name === column));
  if (missing) throw new UnfitError(`${table} has no column ${missing}`);
}

function versionsIn(db: Database.Database): OldRegistry {
  const { count } = db.prepare('select count(*) as count from versions').get() as { count: number };
  if (count > MOST_VERSIONS) throw new UnfitError(`${count} versions, ${MOST_VERSIONS} at most`);
  const models = new Map<unknown, Row>();
  for (const model of db.prepare('select * from models').iterate() as Iterable<Row>) {
    models.set(model.model_id, model);
  }
  const lineage = db.prepare('select * from data_lineage where version_id = ? limit 100');
  const versions = new Map<string, OldVersion>();
  const leftOut: LeftOut[] = [];
  for (const row of db.prepare('select * from versions').iterate() as Iterable<Row>) {
    const what = plain(`${row.version_id}`);
    const outcome = versionOf(row, models);
    const why = typeof outcome === 'string' ? outcome : versions.has(what) ? 'it stands there twice' : null;
    if (why !== null) leftOut.push({ file: REGISTRY_DB, what, why });
    else versions.set(what, outcome as OldVersion);
  }
  return { versions: [...versions.values()].map((version) => withLineage(version, lineage)), leftOut };
}

/** The version of a row, or why it is none. */
function versionOf(row: Row, models: ReadonlyMap<unknown, Row>): OldVersion | string {
  const id = versionId.safeParse(row.version_id);
  if (!id.success) return `version_id ${faultIn(id.error)}`;
  const model = models.get(row.model_id);
  if (!model) return `model_id ${plain(`${row.model_id}`)} is in no row of models`;
  const contradiction = ['sensor_id', 'model_type'].find((name) => model[name] !== row[name]);
  if (contradiction) return `${contradiction} is another one in models`;
  try {
    const { version_id: _, ...values } = row;
    for (const column of JSON_COLUMNS) values[column] = jsonIn(column, row[column]);
    const said = rowMetadata.safeParse(values);
    if (!said.success) return faultIn(said.error);
    return oldVersion({ layout: 'SQLITE', file: REGISTRY_DB, versionId: id.data }, said.data);
  } catch (error) {
    if (error instanceof JsonFault) return error.message;
    throw error;
  }
}

function jsonIn(column: string, value: unknown): unknown {
  if (value === null) return null;
  if (typeof value !== 'string') throw new JsonFault(`${column} holds no text`);
  try {
    return strictJson(value);
  } catch (error) {
    throw new JsonFault(`${column}: ${(error as Error).message}`);
  }
}

function withLineage(version: OldVersion, lineage: Database.Statement): OldVersion {
  const rows = lineage.all(version.versionId);
  return rows.length === 0 ? version : { ...version, claims: { ...version.claims, data_lineage: rows } };
}
