import { readFile, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { TelltaleClient } from '../schema/client/client.ts';
import { GraphFailure } from '../schema/client/failure.ts';
import { DomainError } from '../src/errors.ts';
import { CsvImport, type CsvImportOptions, type RecordFile } from '../src/ingest/csv-import.ts';
import { IngestFileError, unreadable } from '../src/ingest/ingest-file-error.ts';
import type { SensorDirectory } from '../src/ingest/sensor-directory.ts';
import { describeImport, describeTrial } from './csv/describe-import.ts';
import { listSensors } from './csv/sensor-list.ts';
import { sendBatch } from './graph/record-readings.ts';
import { runScript, UsageError } from './terminal/failure.ts';
import { withProgress } from './terminal/progress.ts';

const USAGE = `Usage: npm run import:csv -- FILE [--format wide|long] [--dry-run] [--json] …

Sends the readings of a CSV file (or FILE.gz) to a running server, a batch at a time, each on disk before the next is
read. Running it again adds nothing: what is stored is counted as known. Times need an offset (Z, +01:00).

  wide   a column time (or timestamp, or date) and a column for each sensor; an empty cell is no reading
  long   columns time, sensor, value and, if you like, quality (GOOD, UNCERTAIN, BAD); an empty value is a missing one

  --format wide|long    from the header when absent: long where it has sensor and value
  --time NAME           the column with times
  --offset Z|±HH:MM     of times that have none; they are refused when absent
  --epoch s|ms          times are numbers since 1970, UTC
  --map FILE            JSON: {"column or sensor in the file": "TAG"}; null leaves it out. Without it a sensor is found
                        by its tag, its name, or its path (UNIT/TAG … SITE/AREA/UNIT/TAG)
  --historical          history: stored for training and plots, raises nothing live
  --bad-rows stop|skip  stop at the first row that cannot be taken (default), or leave such rows out and name them
  --max-bad N           stop after so many left out (1000)
  --batch N             readings sent at once (5000)
  --max-gib N           bytes of the file, after expansion (64)
  --dry-run             read everything, say what would be sent, send nothing
  --json                the report as JSON on stdout
  --url URL, --token T  of the graph; http://127.0.0.1:4000/graphql when absent, and an access token

Ends with 0 when everything was taken, 3 when rows were left out, 1 when it stopped, 2 when it was called wrongly.`;

const [STOPPED, LEFT_OUT] = [1, 3];
const OPTIONS = {
  format: { type: 'string' },
  time: { type: 'string' },
  offset: { type: 'string' },
  epoch: { type: 'string' },
  map: { type: 'string' },
  historical: { type: 'boolean', default: false },
  'bad-rows': { type: 'string', default: 'stop' },
  'max-bad': { type: 'string', default: '1000' },
  batch: { type: 'string', default: '5000' },
  'max-gib': { type: 'string', default: '64' },
  'dry-run': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  url: { type: 'string', default: 'http://127.0.0.1:4000/graphql' },
  token: { type: 'string' },
  help: { type: 'boolean' },
} as const;
const parse = () => parseArgs({ options: OPTIONS, allowPositionals: true });
type Values = ReturnType<typeof parse>['values'];

const whole = (most: number) => z.coerce.number().int().min(1).max(most);
const settings = z.object({
  format: z.enum(['wide', 'long']).nullish(),
  offset: z
    .string()
    .regex(/^(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/)
    .nullish(),
  epoch: z.enum(['s', 'ms']).nullish(),
  'bad-rows': z.enum(['stop', 'skip']),
  'max-bad': whole(100_000),
  batch: whole(1_000_000),
  'max-gib': whole(1_000_000),
});

async function tagMap(file: string | undefined): Promise<Record<string, string | null>> {
  if (file === undefined) return {};
  const expected = '{"column": "TAG", "other column": null}';
  const text = await readFile(file, 'utf8').catch((error) => {
    throw unreadable(file, error, expected);
  });
  try {
    return z.record(z.string(), z.string().nullable()).parse(JSON.parse(text));
  } catch {
    throw new IngestFileError(file, undefined, 'it is no JSON object of tags', expected);
  }
}

async function optionsOf(values: Values): Promise<CsvImportOptions> {
  const parsed = settings.safeParse(values);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    throw new UsageError(`--${String(path[0])}: ${message}.`);
  }
  const { data } = parsed;
  return {
    format: data.format ?? null,
    timeColumn: values.time ?? null,
    times: { offset: data.offset ?? null, epoch: data.epoch ?? null },
    map: await tagMap(values.map),
    mostReadings: data.batch,
    // A trial tells of all of them.
    mostBad: data['bad-rows'] === 'skip' || values['dry-run'] ? data['max-bad'] : 0,
    mostBytes: data['max-gib'] * 2 ** 30,
  };
}

const sender =
  (graph: TelltaleClient, { sensors }: SensorDirectory, historical: boolean): RecordFile =>
  async (series) => {
    const sent = series.map(({ sensorId, times, values, qualities }) => ({
      sensorId: sensors[sensorId].id,
      times: times.map((ms) => new Date(ms).toISOString()),
      values: values.map((value) => value ?? null),
      qualities: qualities ? [...qualities] : null,
    }));
    const answers = await sendBatch(graph, sent, historical);
    return answers.map((answer, k) => ({ ...answer, sensorId: series[k].sensorId }));
  };

async function run(file: string, values: Values): Promise<number> {
  const options = await optionsOf(values);
  const { size } = await stat(file).catch((error) => {
    throw unreadable(file, error, 'a readable CSV file');
  });
  const graph = new TelltaleClient({ url: values.url, token: values.token });
  try {
    const directory = await listSensors(graph);
    const record = values['dry-run'] ? null : sender(graph, directory, values.historical);
    const reading = new CsvImport(directory, options, record);
    const megabytes = (bytes: number) => Math.ceil(bytes / 2 ** 20);
    await withProgress('MB read', megabytes(size), ({ update }) =>
      reading.read(file, (bytes) => update(megabytes(bytes))),
    ).catch((error) => {
      throw stoppedBy(error, reading);
    });
    const { report } = reading;
    const said = values['dry-run'] ? describeTrial(reading, directory) : describeImport(reading);
    if (values.json) console.log(JSON.stringify({ dryRun: values['dry-run'], ...report }));
    else console.log(said);
    if (report.stopped) return STOPPED;
    return report.bad.length > 0 ? LEFT_OUT : 0;
  } finally {
    await graph.close();
  }
}

/** The failure, and how far the import had come. */
function stoppedBy(error: unknown, { report }: CsvImport): unknown {
  const isExpected = error instanceof DomainError || error instanceof GraphFailure;
  if (!isExpected || report.settledLine === 0) return error;
  const far = `everything through line ${report.settledLine} is settled (${report.accepted} readings stored)`;
  return new DomainError(error.code, `${error.message}; ${far}`, `${error.remedy} Running it again is safe.`);
}

await runScript(USAGE, async () => {
  const { values, positionals } = parse();
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (positionals.length !== 1) throw new UsageError('Name one file.');
  return run(positionals[0], values);
});
