import { parseArgs } from 'node:util';
import { loadConfig } from '../src/config/load-config.ts';
import { ENTITIES } from '../src/entities.ts';
import { type ImportSummary, importNasa } from '../src/ingest/nasa-import.ts';
import { openNasaLayout } from '../src/ingest/nasa-layout.ts';
import { openReadings } from '../src/readings/open-store.ts';
import { runScript, UsageError } from './terminal/failure.ts';
import { openNamedDatabase } from './terminal/named-database.ts';
import { withProgress } from './terminal/progress.ts';

const USAGE = `Usage: npm run import:nasa -- DIR [--json]

Takes the public SMAP/MSL telemetry in DIR (train/, test/, labeled_anomalies.csv) into the database of DATABASE_URL:
a unit per spacecraft and subsystem letter (SMAP-P), a sensor per channel (SMAP-P.P-1), a STEP sensor per command
column (SMAP-P.P-1.C01), the train split as readings, the labels as operator labels. The files have no times: one
sample a minute from 2018-01-01T00:00:00Z. Everything is checked first and stored in one transaction; running it
again adds nothing.

  --json   the summary as JSON on stdout
  --help   this text`;

interface Report extends ImportSummary {
  readonly seconds: number;
}

async function importInto(databaseUrl: string, dir: string): Promise<Report> {
  const started = performance.now();
  const layout = await withProgress('checking', 1, (progress) => openNasaLayout(dir, progress.update));
  const db = await openNamedDatabase(databaseUrl, ENTITIES);
  const readings = await openReadings(db);
  try {
    const { length } = layout.channels;
    const summary = await withProgress('importing', length, (progress) =>
      importNasa(db, readings, layout, progress.update),
    );
    return { ...summary, seconds: Math.round(performance.now() - started) / 1_000 };
  } finally {
    readings.close();
    await db.close();
  }
}

const sentence = ({ channels, sensors, readings, labels, seconds }: Report): string =>
  sensors + readings + labels === 0
    ? `All ${channels} channels were imported before: nothing to add (${seconds} s).`
    : `${channels} channels: ${sensors} sensors, ${readings} readings, ${labels} labels added in ${seconds} s.`;

await runScript(USAGE, async () => {
  const options = { json: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (positionals.length !== 1) throw new UsageError('Name one directory.');
  const report = await importInto(loadConfig(process.env).config.databaseUrl, positionals[0]);
  console.log(values.json ? JSON.stringify(report) : sentence(report));
  return 0;
});
