import { parseArgs } from 'node:util';
import { loadConfig } from '../src/config/load-config.ts';
import { ENTITIES } from '../src/entities.ts';
import {
  foreseeImport,
  importRegistry,
  type RegistrySummary,
} from '../src/ingest/old-registry/import-registry.ts';
import { openOldRegistry, readSensorTags } from '../src/ingest/old-registry/old-registry.ts';
import { runScript, UsageError } from './terminal/failure.ts';
import { openNamedDatabase } from './terminal/named-database.ts';
import { table } from './terminal/table.ts';

const USAGE = `Usage: npm run migrate:registry -- DIR [--dry-run] [--sensors FILE] [--json]

Takes the model registry of the Python system in DIR (models_index.json, versions_index.json and metadata/, or
model_registry.db, or both) into the database of DATABASE_URL, as records of what was: each version under the registered
model of its sensor and task, with all that was said of it. Nothing of that is taken for true: not that a version is
active, not its hashes, not its figures. Imported versions are unvalidated and cannot be promoted; train anew for that.

A sensor id is looked for as the tag of a sensor. What cannot be mapped is left out and listed, here and in the stored
report. No sensor is made, because the old registry knows no unit and no sampling period: enter it, then run this again.
Everything is read first and stored in one transaction; running it again adds only what is new.

  --dry-run        says what would be done; the database is opened and brought up to date, and nothing else
  --sensors FILE   tags by sensor id, as JSON: {"SMAP-PWR-001": "SMAP-P.P-1"}
  --json           the report as JSON on stdout
  --help           this text`;

const MOST_SHOWN = 50;

interface Order {
  readonly dir: string;
  readonly sensors?: string;
  readonly dryRun: boolean;
}

async function migrate({ dir, sensors, dryRun }: Order): Promise<RegistrySummary> {
  const tags = sensors === undefined ? new Map<string, string>() : await readSensorTags(sensors);
  const registry = await openOldRegistry(dir);
  const db = await openNamedDatabase(loadConfig(process.env).config.databaseUrl, ENTITIES);
  try {
    const order = { source: dir, tags };
    return await (dryRun ? foreseeImport(db, registry, order) : importRegistry(db, registry, order));
  } finally {
    await db.close();
  }
}

function listed(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const more = rows.length > MOST_SHOWN ? [`… and ${rows.length - MOST_SHOWN} more (--json lists all)`] : [];
  return [table(head, rows.slice(0, MOST_SHOWN)), ...more, ''];
}

function text({ found, imported, known, leftOut }: RegistrySummary, dryRun: boolean): string {
  const lines = [
    ...listed(
      ['registered model', 'version', 'file'],
      imported.map((taken) => [taken.registeredModel, taken.versionId, taken.file]),
    ),
    ...listed(
      ['left out', 'file', 'why'],
      leftOut.map(({ what, file, why }) => [what || '(the file)', file, why]),
    ),
    `${found} found: ${imported.length} ${dryRun ? 'would be imported' : 'imported'}, ${known} imported before, ${leftOut.length} left out.`,
  ];
  if (imported.length > 0) lines.push('Imported versions are unvalidated: none can be promoted. Train anew.');
  return lines.join('\n');
}

await runScript(USAGE, async () => {
  const { values, positionals } = parseArgs({
    options: {
      'dry-run': { type: 'boolean', default: false },
      sensors: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (positionals.length !== 1) throw new UsageError('Name one directory.');
  const dryRun = values['dry-run'];
  const summary = await migrate({ dir: positionals[0], sensors: values.sensors, dryRun });
  console.log(values.json ? JSON.stringify({ dryRun, ...summary }) : text(summary, dryRun));
  return 0;
});
