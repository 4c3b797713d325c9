import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';

/** A version as the other system kept it. */
export interface OldEntry {
  readonly model_id: string;
  readonly sensor_id: string;
  readonly model_type: string;
  readonly version_id: string;
  readonly created_at: string;
}

export const DETECTION: OldEntry = {
  model_id: 'SMAP-PWR-001_telemanom',
  sensor_id: 'SMAP-PWR-001',
  model_type: 'telemanom',
  version_id: 'SMAP-PWR-001_telemanom_v20240501_120000',
  created_at: '2024-05-01T12:00:00.123456',
};
const LATER: OldEntry = {
  ...DETECTION,
  version_id: 'SMAP-PWR-001_telemanom_v20240601_120000',
  created_at: '2024-06-01T12:00:00',
};
const FORECAST: OldEntry = {
  ...DETECTION,
  model_id: 'SMAP-PWR-001_transformer',
  model_type: 'transformer',
  version_id: 'SMAP-PWR-001_transformer_v1',
};
export const ENTRIES = [DETECTION, LATER, FORECAST];

/** What the other system said besides: every row claims to be active, and the hash is one of the clock. */
const CLAIMS = {
  training_config: { epochs: 35, lstm_batch_size: 70 },
  training_metrics: { loss: 0.01 },
  validation_metrics: { val_loss: 0.02 },
  model_size_bytes: 123_456,
  training_time_seconds: 12.5,
  data_hash: 'd41d8cd98f00b204e9800998ecf8427e',
  model_hash: '0cc175b9c0f1b6a831c399e269772661',
  description: 'nightly',
  tags: ['smap', 'prod'],
  is_active: true,
  performance_score: 0.93,
};

/** An empty folder that is gone when the test has ended. */
export async function emptyFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'telltale-registry-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

const metadataOf = (entry: OldEntry): object => ({ ...entry, version: 1, ...CLAIMS });

/** Writes a file of the JSON layout; texts as they are, everything else as JSON. */
export async function writeJson(dir: string, name: string, content: unknown): Promise<void> {
  await mkdir(dirname(join(dir, name)), { recursive: true });
  await writeFile(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
}

export const writeMetadata = (dir: string, entry: OldEntry, change: object = {}): Promise<void> =>
  writeJson(dir, `metadata/${entry.version_id}.json`, { ...metadataOf(entry), ...change });

/** Both indexes of the JSON layout. */
export async function writeIndexes(dir: string, entries: readonly OldEntry[]): Promise<void> {
  const models: Record<string, unknown> = {};
  for (const { model_id, sensor_id, model_type } of entries) {
    const versions = entries
      .filter((entry) => entry.model_id === model_id)
      .map(({ version_id, created_at }) => ({
        version_id,
        created_at,
        performance_score: 0.93,
        is_active: true,
      }));
    models[model_id] = { sensor_id, model_type, active_version: versions[0].version_id, versions };
  }
  await writeJson(dir, 'models_index.json', models);
  const paths = entries.map(({ version_id }) => [version_id, `data/models/${version_id}`]);
  await writeJson(dir, 'versions_index.json', Object.fromEntries(paths));
}

/** A sound registry in the JSON layout. */
export async function jsonRegistry(entries: readonly OldEntry[] = ENTRIES): Promise<string> {
  const dir = await emptyFolder();
  await writeJsonRegistry(dir, entries);
  return dir;
}

export async function writeJsonRegistry(dir: string, entries: readonly OldEntry[]): Promise<void> {
  await writeIndexes(dir, entries);
  for (const entry of entries) await writeMetadata(dir, entry);
}

const SCHEMA = `
  create table models (model_id text primary key, sensor_id text, model_type text, active_version text, created_at text, updated_at text);
  create table versions (version_id text, model_id text, sensor_id text, model_type text, created_at text, training_config text,
    training_metrics text, validation_metrics text, model_size_bytes integer, training_time_seconds real, data_hash text,
    model_hash text, description text, tags text, is_active integer, performance_score real, model_path text);
  create table data_lineage (id integer primary key, version_id text, data_hash text, data_source text, data_start_date text,
    data_end_date text, num_samples integer, created_at text);`;

/** A version as a row of the SQLite layout. */
export function rowOf(entry: OldEntry, change: object = {}): Record<string, unknown> {
  const texts = Object.fromEntries(
    (['training_config', 'training_metrics', 'validation_metrics', 'tags'] as const).map((name) => [
      name,
      JSON.stringify(CLAIMS[name]),
    ]),
  );
  const model_path = `data/models/${entry.version_id}`;
  return { ...CLAIMS, ...texts, is_active: 1, ...entry, model_path, ...change };
}

/** Writes `model_registry.db`, and leaves it to the caller before it is closed. */
export function writeSqlite(
  dir: string,
  rows: readonly Record<string, unknown>[],
  change: (db: Database.Database) => void = () => {},
): void {
  const db = new Database(join(dir, 'model_registry.db'));
  try {
    db.exec(SCHEMA);
    const model = db.prepare(
      'insert or ignore into models values (@model_id, @sensor_id, @model_type, @version_id, null, null)',
    );
    const lineage = db.prepare(
      "insert into data_lineage values (null, @version_id, 'abc', 'smap.npy', '2024-01-01', '2024-02-01', 2880, null)",
    );
    for (const row of rows) {
      const columns = Object.keys(row);
      const slots = columns.map((column) => `@${column}`);
      db.prepare(`insert into versions (${columns}) values (${slots})`).run(row);
      model.run(row);
      lineage.run(row);
    }
    change(db);
  } finally {
    db.close();
  }
}

/** A sound registry in the SQLite layout. */
export async function sqliteRegistry(entries: readonly OldEntry[] = ENTRIES): Promise<string> {
  const dir = await emptyFolder();
  writeSqlite(
    dir,
    entries.map((entry) => rowOf(entry)),
  );
  return dir;
}
