import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/db/database.ts';
import { ENTITIES } from '../../src/entities.ts';
import { MeasuredProcess } from '../live/measured-process.ts';
import { enterSensors } from '../live/plant.ts';
import { FORMS } from './forms.ts';

export interface IngestFigures {
  readonly form: string;
  readonly readings: number;
  readonly readingsPerSecond: number;
  readonly cpuMicrosecondsPerReading: number;
  readonly loopDelayP99Ms: number;
  readonly bytesPerReading: number;
  readonly rssMb: number;
}

interface Answer {
  readonly accepted?: number;
  readonly data?: { readonly recordReadings: { readonly series?: readonly { readonly accepted: number }[] } };
}

const acceptedOf = ({ accepted, data }: Answer): number =>
  accepted ?? data?.recordReadings.series?.reduce((sum, one) => sum + one.accepted, 0) ?? 0;

/** Sends the same readings in one form to a server of its own on a fresh SQLite file. */
export async function runForm(
  form: string,
  load: { readonly sensors: number; readonly samples: number; readonly chunk: number },
): Promise<IngestFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-ingest-'));
  const databaseUrl = `sqlite:${join(folder, 'test.db')}`;
  const db = await openDatabase(databaseUrl, ENTITIES);
  const sensorIds = await enterSensors(db, load.sensors);
  await db.close();
  const sent = FORMS[form]({ ...load, sensorIds });
  const env = { PORT: '0', DATABASE_URL: databaseUrl, ARTIFACTS_DIR: folder };
  const server = await MeasuredProcess.start('live/server.ts', env);
  try {
    const before = await server.gauge();
    const started = performance.now();
    let readings = 0;
    for (const { path, type, body, encoding } of sent) {
      const headers = { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) };
      const request = { method: 'POST', headers, body: body as BodyInit };
      const response = await fetch(new URL(path, server.url), request);
      readings += acceptedOf((await response.json()) as Answer);
    }
    const seconds = (performance.now() - started) / 1_000;
    const after = await server.gauge();
    const bytes = sent.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
    return {
      form,
      readings,
      readingsPerSecond: Math.round(readings / seconds),
      cpuMicrosecondsPerReading: tenths((after.cpuMicroseconds - before.cpuMicroseconds) / readings),
      loopDelayP99Ms: tenths(after.loopDelayP99Ms),
      bytesPerReading: tenths(bytes / readings),
      rssMb: Math.round(after.rssMb),
    };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const tenths = (value: number): number => Math.round(10 * value) / 10;
